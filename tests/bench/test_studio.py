"""Studio's bench measures what it says it does."""

from __future__ import annotations

import os
import time

from bench.studio import REPOSITORIES, SHAPE, cpu


def test_it_is_about_a_thousand_models_and_twenty_thousand_events() -> None:
    assert SHAPE.artifacts * REPOSITORIES == 1_000
    assert SHAPE.tags * REPOSITORIES == 20_000


def test_processor_time_is_that_of_the_process() -> None:
    before, began = cpu(os.getpid()), time.process_time()
    while time.process_time() - began < 0.2:
        pass
    assert 0.15 < cpu(os.getpid()) - before < 2
