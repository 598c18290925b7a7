"""What the list of customers can be asked for, read from its address; what makes no sense there counts as not given."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from deeproot.understand.experience import MEASURES
from deeproot.understand.scenarios import SCENARIOS
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.desk.customers import OWN_SORTS, Wanted
from deeproot_app.record.models import Customer, Member

STATES = [("", "Current and left"), ("current", "Current"), ("left", "Left us")]
SORTS = {"name", *OWN_SORTS, *(measure.id for measure in MEASURES)}


def any_of(words: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=words, choices=[("", f"{words}: any"), *choices])


class CustomerFilters(forms.Form):
    """Search, filters and order of the list of customers."""

    q = forms.CharField(required=False, max_length=200)
    persona = any_of("Persona", [])
    owner = any_of("Owner", [])
    scenario = any_of("Lives through", [(scenario.id, scenario.title) for scenario in SCENARIOS])
    state = forms.ChoiceField(required=False, label="State", choices=STATES)
    measure = any_of("Figure", [(measure.id, measure.question) for measure in MEASURES])
    at_least = forms.FloatField(required=False)
    at_most = forms.FloatField(required=False)
    sort = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        personas = Customer.objects.order_by("persona").values_list("persona", flat=True).distinct()
        self._offer("persona", [(name, name) for name in personas if name])
        self._offer("owner", list(Member.objects.order_by("name").values_list("member_id", "name")))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", f"{field.label}: any"), *choices]

    def wanted(self) -> Wanted:
        """What is asked for; a value that is none of the choices counts as not given."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        sort = given.pop("sort", "name")
        search = given.pop("q", "")
        if sort.removeprefix("-") not in SORTS:
            sort = "name"
        if "measure" not in given:
            given.pop("at_least", None)
            given.pop("at_most", None)
        return Wanted(search=search, sort=sort, **given)


class SaveView(forms.Form):
    """A name for the list as it stands."""

    name = forms.CharField(max_length=80)
    query = forms.CharField(max_length=2000, required=False)


class AddPromise(forms.Form):
    """A promise that no text was read for."""

    text = forms.CharField(label="What do we promise?", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    due_at = LocalMoment(label="By when", required=False)
    member = forms.ModelChoiceField(
        Member.objects.order_by("name"), label="Who promises it", required=False, empty_label="whoever wrote it, or you"
    )

    def __init__(self, zone: ZoneInfo, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        in_zone(self, zone)
