from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "deeproot_app.base"
    label = "deeproot_base"
    verbose_name = "Base"

    def ready(self) -> None:
        from deeproot_app.base import accounts, checks, converters  # noqa: F401 - registers the doctor's checks

        accounts.listen()
        converters.register()
