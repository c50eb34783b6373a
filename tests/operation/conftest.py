from tests.notifications.conftest import note  # noqa: F401
