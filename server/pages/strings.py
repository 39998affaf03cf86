"""The words that the scripts need, in the page's language. Plurals carry a form for each of the language's classes."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask
from babel import Locale

from server.pages.language import current_language, gettext, ngettext

_ = gettext
#: A number of each plural class that English and Russian have.
EXAMPLES = (1, 2, 5, 1.5)


def init_app(app: APIFlask) -> None:
    """Give the templates ``page_strings``."""
    app.jinja_env.globals.update(page_strings=page_strings)


def plural(one: str, many: str) -> dict[str, str]:
    """A message by plural class; ``%(num)s`` in it stands for the number."""
    rule = Locale.parse(current_language()).plural_form
    return {str(rule(example)): ngettext(one, many, int(example)) for example in reversed(EXAMPLES)}


def page_strings() -> dict[str, Any]:
    """All of them."""
    return {
        "stages": {
            "queued": _("Waiting for its turn"),
            "reading": _("Reading the file"),
            "translating": _("Translating"),
            "aligning": _("Aligning"),
            "storing": _("Storing"),
            "checking": _("Checking"),
            "cancelling": _("Stopping"),
        },
        "left_seconds": plural("%(num)s second left", "%(num)s seconds left"),
        "left_minutes": plural("%(num)s minute left", "%(num)s minutes left"),
        "left_hours": plural("%(num)s hour left", "%(num)s hours left"),
        "sentences_of": _("%(done)s of %(total)s sentences"),
        "plan_empty": _("Nothing leaves this machine."),
        "plan_translate": _(
            "%(what)s will be translated into English here, on this machine. You can read while it works."
        ),
        "plan_open": _("%(what)s holds a text and its translation: its pairs will be opened as they are."),
        "plan_align": _("%(what)s and %(other)s will be paired sentence by sentence. Neither text is changed."),
        "plan_need": _("Now the translation: paste it or choose its file."),
        "plan_need_source": _("Now the text: paste it or choose its file."),
        "plan_foreign": _(
            "%(what)s looks like another language. The model here translates into English from: %(languages)s."
        ),
        "plan_order": _("%(what)s looks like the translation, and %(other)s like the Russian text."),
        "plan_several": plural(
            "%(num)s text. A file and its translation are paired; the others are translated into English.",
            "%(num)s texts. A file and its translation are paired; the others are translated into English.",
        ),
        "foreign": _(
            "looks like another language than the model reads (%(languages)s): add it together with its translation"
        ),
        "take_out": _("Take “%(name)s” out"),
        "add_several": plural("Add %(num)s text", "Add %(num)s texts"),
        "added_several": plural("%(num)s text added.", "%(num)s texts added."),
        "not_added": plural("%(num)s text was not added.", "%(num)s texts were not added."),
        "kb": _("KB"),
        "mb": _("MB"),
        "too_large": _("%(name)s is too large: at most %(size)s."),
        "pasted": plural("The pasted text (%(num)s word)", "The pasted text (%(num)s words)"),
        "pasted_other": plural("the pasted translation (%(num)s word)", "the pasted translation (%(num)s words)"),
        "translate": _("Translate"),
        "align": _("Align"),
        "open": _("Open"),
        "sending": _("Sending…"),
        "reused": _("This text is here already; nothing had to be done again."),
        "added": _("Added. The work has begun."),
        "read": _("Read"),
        "ready": _("“%(title)s” is ready to read."),
        "failed": _("“%(title)s” could not be done: %(reason)s"),
        "deleted": _("“%(title)s” is deleted."),
        "undo": _("Undo"),
        "restored": _("It is back."),
        "rename": _("New title"),
        "which_model": _("Which model?"),
        "offline": _("The service does not answer. Trying again…"),
        "signed_out": _("You are signed out. Sign in again in another tab; what you typed waits here."),
        "online": _("The service answers again."),
        "error": _("That did not work: %(reason)s"),
        "copied": _("Link copied"),
        "confidence": _("Confidence"),
        "model_score": _("Model’s score"),
        "by_human": _("by a person"),
        "by_mt": _("machine translation"),
        "by_aligner": _("aligned"),
        "by_memory": _("from the memory"),
        "alternatives": _("Other translations"),
        "no_alternatives": _("The model has no other translation."),
        "thinking": _("Asking the model…"),
        "copy_link": _("Copy link"),
        "correct": _("Correct"),
        "close": _("Close"),
        "pair": _("Pair %(number)s"),
        "no_counterpart": _("no counterpart in the other text"),
        "uncertain": _("uncertain"),
        "found": plural("%(num)s pair found", "%(num)s pairs found"),
        "not_found": _("Nothing found"),
        "show_more": _("Show more"),
        "pair_gone": _("That pair is no longer there: it has been merged or deleted."),
        "pair_gone_typed": _("This pair has been merged or deleted by somebody else. You typed: “%(text)s”"),
        "insert_typed": _("Insert it as a pair"),
        "confirmed": _("confirmed"),
        "rejected": _("rejected"),
        "draft": _("draft"),
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "unsaved": plural("Not saved yet: %(num)s pair", "Not saved yet: %(num)s pairs"),
        "memory_waiting": plural(
            "%(num)s confirmed pair waits for the translation memory; it is sent by itself.",
            "%(num)s confirmed pairs wait for the translation memory; they are sent by themselves.",
        ),
        "unsaved_pair": _("not saved yet"),
        "keep_full": _("This browser has no room left to keep what you type. Leave this page open until it is saved."),
        "keep_forbidden": _("This browser keeps nothing for this page. Leave it open until what you type is saved."),
        "kept_found": plural(
            "What you typed in %(num)s pair was not saved last time. It is being saved now.",
            "What you typed in %(num)s pairs was not saved last time. It is being saved now.",
        ),
        "discard": _("Discard it"),
        "not_saved": _("Not saved: %(reason)s"),
        "conflict_waits": _("Somebody else changed pair %(number)s too. You will be asked when you leave the text."),
        "conflict_text": _("While you were typing, pair %(number)s became:"),
        "undone": _("Undone: %(what)s"),
        "redone": _("Done again: %(what)s"),
        "done_confirm": _("Confirmed"),
        "done_reject": _("Rejected"),
        "done_draft": _("Back to draft"),
        "bulk_done": plural("%(num)s pair confirmed", "%(num)s pairs confirmed"),
        "replace_found": _("%(places)s in %(num)s of the pairs"),
        "replaced": plural("%(num)s pair changed", "%(num)s pairs changed"),
        "bulk_none": _("No pair to confirm at this confidence"),
        "realigning_begins": _("Aligning again…"),
        "realigning": _("Aligning pairs %(range)s again: %(share)s"),
        "realigning_already": _("A part is being aligned already. Wait for it, or stop it."),
        "realign_stopped": _("Stopped"),
        "realigned": plural("%(num)s pair changed, %(range)s", "%(num)s pairs changed, %(range)s"),
        "realigned_same": _("Pairs %(range)s were aligned again: nothing had to change"),
        "stop": _("Stop"),
        "show": _("Show"),
        "note": _("Note"),
        "source_codes": _("Formatting of the source"),
        "target_codes": _("Formatting of the translation: arrow keys move a mark, Delete takes it out"),
        "chip_tools": {
            "left": _("Move the mark to the left"),
            "right": _("Move the mark to the right"),
            "out": _("Take the mark out"),
        },
        "no_code_missing": _("The translation lacks no formatting of its source"),
        "chip_edges": {"start": _("beginning"), "end": _("end")},
        "code_of": _("%(kind)s “%(words)s”"),
        "code_kinds": {
            "bold": _("Bold"),
            "italic": _("Italics"),
            "underline": _("Underlined"),
            "link": _("Link"),
            "sub": _("Below the line"),
            "sup": _("Raised"),
            "code": _("Code"),
            "image": _("Picture"),
            "note": _("Note mark"),
            "break": _("Line break"),
            "tab": _("Tab"),
            "field": _("Field"),
            "placeholder": _("Placeholder"),
            "other": _("Tag"),
        },
        "merge_none": _("There is no pair to merge with"),
        "split_how": _("Put the cursor where the second pair begins, in one column or both, then press the key again."),
        "confirm_empty": _("One side of pair %(number)s is empty: type it, merge the pair, or reject it."),
        "memory_none": _("The memory has nothing like it"),
        "progress": _("%(done)s of %(total)s confirmed"),
        "source": _("Source"),
        "target": _("Translation"),
        "no_more_findings": _("No more findings this way"),
        "no_history": _("The translation has never been another"),
        "ok": _("OK"),
        "cancel": _("Cancel"),
        "pair_deleted": _("Pair deleted"),
        "jump": _("Jump to pair number"),
        "act_confirm": _("Confirm"),
        "act_reject": _("Reject"),
        "act_split": _("Split"),
        "act_merge": _("Merge"),
        "act_insert": _("Insert"),
        "act_note": _("Note"),
        "act_fill": _("From memory"),
        "act_alternatives": _("Alternatives"),
        "act_history": _("History"),
        "act_realign": _("Realign"),
        "act_delete": _("Delete"),
        "brought": plural("%(num)s pair brought back.", "%(num)s pairs brought back."),
        "brought_conflicts": plural(
            "%(num)s stays as it is here: confirmed or changed here meanwhile, or emptied in the file.",
            "%(num)s stay as they are here: confirmed or changed here meanwhile, or emptied in the file.",
        ),
        "brought_unknown": plural(
            "%(num)s pair of the file is not of this text.", "%(num)s pairs of the file are not of this text."
        ),
        "brought_refused": plural("%(num)s could not be read.", "%(num)s could not be read."),
        "concordance": _("Words to find in the translation memory"),
        "history_actions": {
            "edit": _("change of text"),
            "confirm": _("confirming"),
            "status": _("change of status"),
            "split": _("splitting"),
            "merge": _("merging"),
            "move": _("moving a sentence"),
            "insert": _("inserting"),
            "delete": _("deleting"),
            "realign": _("aligning again"),
            "note": _("note"),
            "confirm-all": _("confirming many"),
            "replace": _("replacing"),
            "import": _("bringing an export back"),
        },
    }
