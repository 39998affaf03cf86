"""The sample bitexts."""

from export_samples import dated_options, hostile_bitext, small_bitext

__all__ = ["dated_options", "hostile_bitext", "small_bitext"]
