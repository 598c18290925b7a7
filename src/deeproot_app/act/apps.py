from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "deeproot_app.act"
    label = "deeproot_act"
    verbose_name = "Act"

    def ready(self) -> None:
        """Tell the gate, which may not ask us, whom we mailed a survey, and the navigation what waits in the outbox."""
        from deeproot_app.act.outbox.listed import waiting
        from deeproot_app.act.surveys.course import mailed
        from deeproot_app.base import navigation
        from deeproot_app.plan.gate import asked

        navigation.waiting["act:outbox"] = waiting
        if mailed not in asked.mailed_surveys:
            asked.mailed_surveys.append(mailed)
