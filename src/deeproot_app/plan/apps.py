from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "deeproot_app.plan"
    label = "deeproot_plan"
    verbose_name = "Plan"
