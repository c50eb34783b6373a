from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "config.operation"

    def ready(self) -> None:
        """Begin to count tasks, and register what is checked before a start.

        Only now the settings have said where metrics are kept.
        """
        from accounts import evaluations, interfaces
        from config.operation import checks, privacy, task_times  # noqa: F401

        evaluations.register(*privacy.EVALUATIONS)
        interfaces.register(*privacy.INTERFACES)
        task_times.connect()
