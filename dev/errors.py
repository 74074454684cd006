"""What the user is told when the sandbox cannot go on."""


class Stop(Exception):
    """A known obstacle: one line for the user that also says what to do."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM: not an error, but everything has to be put down in order.

    It derives from BaseException so that no ``except Exception`` swallows it.
    """
