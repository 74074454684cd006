"""Run SQL statements, one a line on stdin, and print the rows of the last one.

Databases are created and renamed outside any transaction, hence autocommit.
"""

import json
import sys

import psycopg2


def main(database):
    rows = []
    try:
        connection = psycopg2.connect(dbname=database)
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in json.load(sys.stdin):
                cursor.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        sys.exit(f"ERROR: {error}".strip())
    print(json.dumps(rows, default=str))


if __name__ == "__main__":
    main(sys.argv[1])
