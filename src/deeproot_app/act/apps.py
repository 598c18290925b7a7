from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "deeproot_app.act"
    label = "deeproot_act"
    verbose_name = "Act"

    def ready(self) -> None:
        """Tell the gate, which may not ask us, whom we mailed a survey, and the navigation what waits here."""
        from deeproot_app.act.ambassadors import files
        from deeproot_app.act.notes.notices import unseen
        from deeproot_app.act.outbox.listed import waiting
        from deeproot_app.act.own_page.deciding import how_many
        from deeproot_app.act.surveys.course import mailed
        from deeproot_app.base import navigation
        from deeproot_app.plan.gate import asked
        from deeproot_app.record.importing import further

        navigation.waiting["act:outbox"] = waiting
        navigation.waiting["act:together"] = unseen
        navigation.waiting["act:own_page_words"] = how_many
        if files.REFERRALS not in further.KINDS:
            further.KINDS.append(files.REFERRALS)
        if mailed not in asked.mailed_surveys:
            asked.mailed_surveys.append(mailed)
