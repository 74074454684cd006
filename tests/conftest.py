def pytest_configure(config):
    config.addinivalue_line("markers", "covers(*ids): the requirements a test proves")
