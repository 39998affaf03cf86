"""The learning rate: warm-up, a constant stage of any length, and a decay that is a branch of its own.

A constant stage has no end written into it, so a run can be prolonged whenever there is time; a release
branches off from its newest state, decays, and leaves that state as it was (warmup-stable-decay: Hu et al.
2024, MiniCPM). The decay is a straight line, which holds for short and long ones alike (Bergsma et al. 2025).
"""

from __future__ import annotations

FLOOR = 0.02


def constant(step: int, warmup_steps: int) -> float:
    """Share of the peak rate at a step of the constant stage."""
    return min(1.0, (step + 1) / max(1, warmup_steps))


def decayed(progress: float) -> float:
    """Share of the peak rate when ``progress`` (0..1) of the decay is behind."""
    return FLOOR + (1 - FLOOR) * (1 - min(1.0, max(0.0, progress)))
