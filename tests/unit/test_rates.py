from __future__ import annotations

from app.api.rates import Buckets


def test_a_bucket_holds_a_minute_and_fills_evenly() -> None:
    now = [0.0]
    buckets = Buckets(60, lambda: now[0])
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == 1.0
    assert buckets.take("b") == 0.0  # another client
    now[0] = 2.5
    assert [buckets.take("a") for _ in range(2)] == [0.0, 0.0]
    assert round(buckets.take("a"), 6) == 0.5
    now[0] = 1000.0
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") > 0
