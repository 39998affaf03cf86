"""The languages a model translates between: from its settings or its name, codes of groups written out."""

from __future__ import annotations

import re
from pathlib import Path

from models.marian.checkpoint import read_json

#: Codes of ISO 639-2 and 639-3 that opus-mt uses -> ISO 639-1; a code without a shorter one stays as it is.
_TABLE = """
afr:af amh:am ara:ar asm:as aze:az bak:ba bel:be ben:bn bos:bs bre:br bul:bg cat:ca ces:cs cym:cy  cze:cs
dan:da deu:de dut:nl ell:el eng:en est:et eus:eu fao:fo fas:fa fin:fi fra:fr fre:fr fry:fy ger:de  gla:gd
gle:ga glg:gl glv:gv gre:el guj:gu hat:ht hau:ha heb:he hin:hi hrv:hr hun:hu hye:hy ibo:ig ice:is  ind:id
isl:is ita:it jav:jv jpn:ja kan:kn kat:ka kaz:kk khm:km kin:rw kir:ky kor:ko kur:ku lao:lo lat:la  lav:lv
lit:lt ltz:lb mac:mk mal:ml mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nb:no nep:ne nld:nl  nn:no
nno:no nob:no nor:no oci:oc ori:or oss:os pan:pa per:fa pol:pl por:pt pus:ps ron:ro rum:ro rus:ru san:sa
sin:si slk:sk slo:sk slv:sl sme:se snd:sd som:so spa:es sqi:sq srp:sr sun:su swa:sw swe:sv tam:ta tat:tt
tel:te  tgk:tg tgl:tl tha:th tir:ti tuk:tk tur:tr uig:ug ukr:uk urd:ur uzb:uz vie:vi xho:xh yid:yi yor:yo
zho:zh zul:zu  cmn:zh
"""
_SHORT = dict(pair.split(":") for pair in _TABLE.split())
#: Groups of ISO 639-5 (and opus-mt's own names of groups) -> their languages that have two-letter codes, or further
#: groups. The first of each is what a text is presumed to be that could be several.
_GROUPS = {
    group: members.split()
    for group, members in {
        "zle": "ru uk be", "zlw": "pl cs sk", "zls": "bg mk sr hr sl bs", "sla": "zle zlw zls",
        "gmw": "de nl en af fy lb yi", "gmq": "sv da no is fo", "gem": "gmw gmq", "bat": "lt lv",
        "cel": "cy ga gd br kw gv", "roa": "fr es it pt ro ca gl oc", "itc": "roa la", "grk": "el",
        "fiu": "fi et hu se", "urj": "fiu", "trk": "tr az kk ky tt uz tk ba cv ug", "tut": "trk mn",
        "sem": "ar he mt am ti", "cus": "so om", "afa": "sem cus ha", "inc": "hi bn ur mr gu pa ne or as si sd sa",
        "ira": "fa ps ku tg os", "iir": "inc ira", "dra": "ta te kn ml", "sit": "zh my bo", "tai": "th lo",
        "aav": "vi km", "mkh": "vi km", "phi": "tl", "pqw": "tl", "poz": "id ms jv su mg tl mi sm to fj", "map": "poz",
        "bnt": "sw zu xh rw sn st ln lg", "nic": "bnt yo ig ee", "alv": "nic",
        "ine": "gem roa sla bat cel grk iir sq hy", "mul": "ine urj tut afa dra sit tai aav poz nic ja ko ka eu",
        "celtic": "cel", "romance": "roa", "scandinavia": "sv da no", "norway": "no", "north_eu": "de nl gmq fi",
    }.items()
}  # fmt: skip


def languages_of(folder: Path, name: str = "") -> tuple[tuple[str, ...], str]:
    """The languages that a model reads, and the one it writes, as two-letter codes.

    Taken from ``tokenizer_config.json``, else from a name like opus-mt-ru-en, else ru and en. A model of a group of
    languages (``zle``, ``gmw`` …) reads all of them but the one it writes; of a group that it writes, the first counts.
    """
    config = folder / "tokenizer_config.json"
    facts = read_json(config) if config.is_file() else {}
    pair = [str(facts.get("source_lang") or ""), str(facts.get("target_lang") or "")]
    named = re.split("[-/]", name)[-2:]
    source, target = pair if all(pair) else named if len(named) == 2 and all(map(_is_code, named)) else ("ru", "en")
    writes = written_out(target)[0]
    return tuple(code for code in written_out(source) if code != writes) or (writes,), writes


def written_out(codes: str) -> tuple[str, ...]:
    """The languages of a code as opus-mt writes it: ``de``, ``rus``, ``zle``, ``cat_oci_spa``, ``de+nl``, ``srp_Cyrl``.

    The first is what a text is presumed to be that may be in several.
    """
    if (group := codes.lower()) in _GROUPS:
        return tuple(dict.fromkeys(code for member in _GROUPS[group] for code in written_out(member)))
    parts = [part for part in re.split("[_+]", codes) if not re.fullmatch("[A-Z][a-z]{3}", part)]
    if len(parts) > 1:
        return tuple(dict.fromkeys(code for part in parts for code in written_out(part)))
    code = parts[0].lower() if parts else group
    return (_SHORT.get(code, code),)


def _is_code(word: str) -> bool:
    """Is part of a model's name a code of languages?"""
    return word.lower() in _GROUPS or re.fullmatch(r"[a-z]{2,3}([_+][a-z]{2,3}|_[A-Z][a-z]{3})*", word) is not None
