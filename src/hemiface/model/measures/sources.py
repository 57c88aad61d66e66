"""Where measures are from, where more than one says it."""

OSAKI = "Osaki et al., Graefes Arch Clin Exp Ophthalmol 2019/20"
GAMEIRO = "Gameiro et al., Int Ophthalmol 2024, doi:10.1007/s10792-024-03070-4"
AL_MENABBAWY = "Al Menabbawy et al., Acta Neurochir 2024, doi:10.1007/s00701-024-06407-1"
PETERSON = "Peterson et al., Neurology 2016, doi:10.1212/WNL.0000000000003336 (blepharospasm)"
OUSLER = "Ousler et al., Clin Ophthalmol 2014, doi:10.2147/OPTH.S56783"
DOUGHTY = "Doughty, Optom Vis Sci 2001, PMID 11700965"
OWN = "hemiface; no published definition"

NO_HEALTHY_SPASM = "A face without hemifacial spasm has none; there is no further reference range."
FOUR_VARIABLES = (
    " One of the four variables of Al Menabbawy et al. 2024; their exact definition stands in"
    " a full text that was not available, so this is hemiface's own."
)
