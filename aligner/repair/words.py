"""Sets of words, written in the source as on paper; shortenings after which a full stop need not end a sentence."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, apart at white space."""
    return frozenset(text.split())


#: Always followed by what they belong to: titles, ranks, parts of an address, "т. е.".
RU_NEVER_LAST = words(
    "акад доц проф асп преп инж канд докт д-р д-ра д-ру д-ром чл-корр член-корр кап полк подполк ген ген-м ген-л лейт "
    "майор серж прап еф адм гр гос г-н г-на г-ну г-ном г-жа г-жи г-же г-жу г-жой тов тт св свв прп свт сщмч мч архим "
    "архиеп еп митр патр прот протоиер иером диак реж засл "
    "ул пер просп пл наб бул бульв шос туп пос дер пгт им корп стр пом кв эт под подъезд пр-т мкр б-р "
    "обл респ напр прим ср см рис табл илл гл ред сост отв букв лат греч нем англ фр франц итал исп польск укр белор "
    "араб евр тур яп кит санскр устар разг уст цит тел факс адр эл о оз р-н жит зам пом нач зав дир мин-во"
)
#: May end a sentence or stand before more of it.
RU_MAYBE_LAST = words(
    "г гг в вв н э д п др пр т тыс млн млрд трлн руб коп долл чел экз шт ед л с стр м км см мм кг ц га мин сек час ч "
    "сут мес проц кв куб барр об изд вып ч кн т том ст п пп гл абз разд рис табл рр лл мл мг гос тип"
)
#: Written to the next word without a space: г.Москва, ул.Ленина.
RU_JOINED = RU_NEVER_LAST | words("г д с п кв тыс ст чл рис гл")
