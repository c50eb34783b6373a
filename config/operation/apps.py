from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "config.operation"

    def ready(self) -> None:
        """Begin to count tasks. Only now the settings have said where metrics are kept."""
        from config.operation import task_times

        task_times.connect()
