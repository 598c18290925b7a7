"""The models give the figures that their authors published."""

from __future__ import annotations

import numpy as np
import pytest

from deeproot.measure.lifetime_value import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd, renewals
from deeproot.measure.lifetime_value.choose import choose
from deeproot.measure.lifetime_value.repeat import Repeat, purchases_by_customer
from deeproot.measure.lifetime_value.tests import cdnow


def test_bg_nbd_on_cdnow_is_that_of_fader_hardie_and_lee() -> None:
    rows = purchases_by_customer(cdnow.purchases(), cdnow.FITTED_UNTIL)
    model = bg_nbd.fit(Repeat.of(rows["x"], rows["t_x"], rows["T"]))
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4138, 0.7931, 2.4269), abs=1.1e-3)
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.242595, 4.413602, 0.792922, 2.425907), abs=1e-5)
    assert model.fit is not None
    assert model.fit.log_likelihood == pytest.approx(-9582.4292, abs=1e-3)
    assert not model.fit.at_bound


def test_the_other_models_of_repeat_buying_are_those_of_lifetimes() -> None:
    """lifetimes 0.11.3, as the bench reckons it beside ours (docs/judgement.md)."""
    rows = purchases_by_customer(cdnow.purchases(), cdnow.FITTED_UNTIL)
    unique = Repeat.of(rows["x"], rows["t_x"], rows["T"])
    pareto, modified = pareto_nbd.fit(unique), mbg_nbd.fit(unique)
    assert (pareto.r, pareto.alpha, pareto.s, pareto.beta) == pytest.approx((0.5533, 10.577, 0.6063, 11.669), abs=2e-3)
    coming = modified.expected(39, rows["x"], rows["t_x"], rows["T"]).sum()
    assert coming == pytest.approx(1576.7, abs=0.2)
    assert pareto.expected(39, rows["x"], rows["t_x"], rows["T"]).sum() == pytest.approx(1665.5, abs=0.2)


def test_what_customers_spend_is_that_of_fader_hardie_and_lee() -> None:
    rows = purchases_by_customer(cdnow.purchases(), cdnow.FITTED_UNTIL)
    model = gamma_gamma.fit(rows["x"], rows["mean_value"])
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.744, 15.44), abs=6e-3)


HIGH_END = (0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491, 0.468, 0.445, 0.427, 0.409, 0.394)
REGULAR = (0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241, 0.223, 0.207, 0.194, 0.183, 0.173)


@pytest.mark.parametrize(
    ("there", "parameters", "log_likelihood", "off"),
    [(HIGH_END, (0.668, 3.806), -1611.2, 0.0284), (REGULAR, (0.704, 1.182), -1680.3, 0.0149)],
    ids=["High End", "Regular"],
)
def test_renewals_are_those_of_fader_and_hardie(
    there: tuple[float, ...], parameters: tuple[float, float], log_likelihood: float, off: float
) -> None:
    """Fitted on seven years of 1,000 customers, and held against the five that followed."""
    left_over = np.round(1_000 * np.array([1.0, *there[:7]]))
    staying = np.append(np.zeros(6), left_over[-1])
    model = renewals.fit(left_over[:-1] - left_over[1:], staying)
    assert (model.alpha, model.beta) == pytest.approx(parameters, abs=5e-4)
    assert model.fit is not None
    assert model.fit.log_likelihood == pytest.approx(log_likelihood, abs=0.05)
    missed = np.abs(model.survival(np.arange(8, 13)) / np.array(there[7:]) - 1).mean()
    assert missed == pytest.approx(off, abs=1e-4)


def test_on_cdnow_every_model_beats_the_rules_and_the_best_is_chosen() -> None:
    choice = choose(cdnow.purchases(), cdnow.END, held_out_days=273)
    tried = {one.name: one for one in choice.tried}
    assert tried["BG/NBD"].forecast == pytest.approx(1653.4, abs=0.1)
    assert tried["BG/NBD"].correlation == pytest.approx(0.6256, abs=1e-4)
    assert tried["BG/NBD"].bought == 1_882
    assert choice.tried[0].name == "Pareto/NBD"
    assert choice.is_better
    assert 0.3 < choice.gain_low < choice.gain < choice.gain_high < 0.55
