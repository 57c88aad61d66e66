"""Our statistics beside those of other packages, on data of chance.

Run by `make oracles`, and by the slow tests where their Python is.
"""

import numpy as np
import pytest
from benchmarks.coverage.raters import simulate_categories, simulate_ratings
from benchmarks.coverage.screens import simulate_tests
from benchmarks.coverage.survivors import simulate_times
from benchmarks.published import read_study
from benchmarks.published.raters import spread_ratings

from hemiface.research.agreement import CategoryScale, estimate_alpha
from hemiface.research.competing import estimate_incidence
from hemiface.research.hazards import fit_hazards
from hemiface.research.reliability import estimate_reliability
from hemiface.research.roc import estimate_curve
from hemiface.research.survival import compare_survival, estimate_survival

pytestmark = pytest.mark.oracle
SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
def test_intraclass_correlations_are_those_of_pingouin(seed: int) -> None:
    pingouin = pytest.importorskip("pingouin")
    pandas = pytest.importorskip("pandas")
    table = simulate_ratings(np.random.default_rng(seed), 20)
    rows = [(i, j, value) for (i, j), value in np.ndenumerate(table)]
    theirs = pingouin.intraclass_corr(
        pandas.DataFrame(rows, columns=["person", "rater", "rating"]), "person", "rater", "rating"
    )
    ours = estimate_reliability(spread_ratings(table), "rating", "rater")
    for one, (_, other) in zip(ours, theirs.iterrows(), strict=True):
        interval = other["CI95%"] if "CI95%" in other else other["CI95"]
        assert one.estimate.value == pytest.approx(other["ICC"])
        assert [one.estimate.low, one.estimate.high] == pytest.approx(list(interval), abs=0.006)


@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_is_that_of_krippendorff(seed: int) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    rng = np.random.default_rng(seed)
    table = simulate_categories(rng, 30, 4)
    table[rng.random(table.shape) < 0.2] = np.nan
    for scale in CategoryScale:
        theirs = krippendorff.alpha(reliability_data=table.T, level_of_measurement=scale.value)
        ours = estimate_alpha(spread_ratings(table), "rating", "rater", scale=scale)
        assert ours.value == pytest.approx(theirs)


@pytest.mark.parametrize("seed", SEEDS)
def test_curves_are_those_of_lifelines(seed: int) -> None:
    lifelines = pytest.importorskip("lifelines")
    study = simulate_times(np.random.default_rng(seed))
    time, event = study.numbers("months"), study.numbers("spasm_free")
    theirs = lifelines.KaplanMeierFitter().fit(time, event)
    ours = estimate_survival(study, "months", "spasm_free")
    assert ours.share == pytest.approx(theirs.survival_function_.iloc[1:, 0].to_numpy())
    bounds = theirs.confidence_interval_.iloc[1:].to_numpy().T
    # Where nobody or everybody had it, the log-log scale has no interval: ours is another one.
    kept = (ours.share > 0) & (ours.share < 1)
    assert kept.sum() > 20
    assert ours.low[kept] == pytest.approx(bounds[0][kept])
    assert ours.high[kept] == pytest.approx(bounds[1][kept])


def test_cox_and_its_diagnostics_are_those_of_lifelines() -> None:
    lifelines = pytest.importorskip("lifelines")
    statistics = pytest.importorskip("lifelines.statistics")
    data = pytest.importorskip("lifelines.datasets").load_rossi()
    names = [name for name in data.columns if name not in ("week", "arrest")]
    theirs = lifelines.CoxPHFitter().fit(data, "week", "arrest")
    steady = statistics.proportional_hazard_test(theirs, data, time_transform="rank").summary
    ours = fit_hazards(read_study("rossi"), "week", "arrest", names)
    assert ours.concordance == pytest.approx(theirs.concordance_index_, abs=1e-6)
    for one in ours.hazards:
        assert one.coefficient == pytest.approx(theirs.params_[one.name], abs=1e-5)
        # lifelines ranks tied times in the order of rows; ours, like R, gives them one rank.
        assert one.proportional_p_value == pytest.approx(steady.loc[one.name, "p"], abs=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_rank_test_is_that_of_lifelines(seed: int) -> None:
    statistics = pytest.importorskip("lifelines.statistics")
    study = simulate_times(np.random.default_rng(seed))
    time, event = study.numbers("waited", "happened").T
    arm = study.column("arm").values
    theirs = statistics.multivariate_logrank_test(time, arm, event)
    ours = compare_survival(study, "waited", "happened", "arm")
    assert ours.statistic == pytest.approx(theirs.test_statistic)


@pytest.mark.parametrize("seed", SEEDS)
def test_cumulative_incidence_is_that_of_scikit_survival(seed: int) -> None:
    nonparametric = pytest.importorskip("sksurv.nonparametric")
    study = simulate_times(np.random.default_rng(seed))
    time, cause = study.numbers("until_first"), study.numbers("cause").astype(int)
    times, shares = nonparametric.cumulative_incidence_competing_risks(cause, time)
    for one, theirs in zip(
        estimate_incidence(study, "until_first", "cause"), shares[1:], strict=True
    ):
        assert one.times == pytest.approx(times)
        assert one.share == pytest.approx(theirs)


@pytest.mark.parametrize("seed", SEEDS)
def test_areas_are_those_of_scikit_learn(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    study = simulate_tests(np.random.default_rng(seed))
    theirs = metrics.roc_auc_score(study.numbers("ill"), study.numbers("test"))
    assert estimate_curve(study, "test", "ill").area.value == pytest.approx(theirs)
