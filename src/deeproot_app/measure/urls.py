"""The addresses of measuring."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.measure.views import (
    ambassadors,
    behind,
    loyalty,
    proof,
    report,
    retention,
    survey_answers,
    surveys,
    uplift,
    value,
)

app_name = "measure"

urlpatterns: list[URLPattern | URLResolver] = [
    path("retention/", retention.retention, name="retention"),
    path("retention/customers/", behind.customers, name="retention_customers"),
    path("retention/reckon/", retention.reckon_day, name="retention_reckon"),
    path("value/", value.value, name="value"),
    path("loyalty/", loyalty.loyalty, name="loyalty"),
    path("loyalty/of/<rowid:customer>/", loyalty.loyalty_of, name="loyalty_of"),
    path("loyalty/ambassadors/", ambassadors.ambassadors, name="ambassadors"),
    path("loyalty/favours/", ambassadors.favours, name="favours"),
    path("loyalty/referrals/", ambassadors.referrals_of_all, name="referrals"),
    path("report/", report.report, name="report"),
    path("proof/", proof.programmes, name="proof"),
    path("proof/<path:programme>/", proof.programme, name="proof_of"),
    path("uplift/", uplift.programmes, name="uplift"),
    path("uplift/<path:programme>/", uplift.programme, name="uplift_of"),
    path("surveys/results/", surveys.surveys, name="surveys"),
    path("surveys/<int:survey>/results/", surveys.survey, name="survey"),
    path("surveys/answers/", survey_answers.answers, name="answers"),
    path("surveys/answers.csv", survey_answers.answers_file, name="answers_file"),
    path("surveys/never-asked/", survey_answers.never_asked, name="never_asked"),
]
