"""What a record of injections can show a clinician. Never an order, and no unit is converted."""

ALERTS = {
    "alert.toxin_spread": (
        "{what} from {day}, after an injection. If it is there now, call the local emergency "
        "number."
    ),
    "alert.interval_short": (
        "The session on {day} came {days} days after the one before, less than 12 weeks."
    ),
    "alert.interval_day": (
        "The session on {day} came one day after the one before, less than 12 weeks."
    ),
    "alert.interval_none": (
        "The session on {day} came on the same day as another, less than 12 weeks after it."
    ),
    "alert.product_changed": (
        "On {day} the product changed from {before} to {now}. Their units cannot be compared "
        "and are not converted here."
    ),
    "alert.first_session_ceiling": (
        "On {day}: {units:g} units around one eye ({side}) at a first session, above {limit:g}."
    ),
    "alert.face_ceiling": (
        "On {day}: {units:g} units into the face within 12 weeks, above {limit:g}."
    ),
    "alert.all_indications_ceiling": (
        "On {day}: {units:g} units for all reasons within 3 months, above {limit:g}."
    ),
    "alert.both_eyes_ceiling": "On {day}: {units:g} units around both eyes, above {limit:g}.",
    "alert.eye_ceiling": "On {day}: {units:g} units around one eye ({side}), above {limit:g}.",
    "alert.session_ceiling": "On {day}: {units:g} units in one session, above {limit:g}.",
    "alert.units_per_site": (
        "On {day}: {units:g} units a puncture into {muscle}, above {limit:g}; was the number of"
        " punctures written down?"
    ),
    "alert.several_toxins": (
        "On {day}: several toxins within 3 months: {each} (units are not those of each other)."
    ),
    "alert.several_toxins_above": (
        "On {day}: several toxins within 3 months: {each} (units are not those of each other); "
        "{units:g} of onabotulinum and incobotulinum together, above {limit:g}."
    ),
    "alert.other_side": (
        "On {day}: {units:g} units went into one side ({side}); affected is the other."
    ),
    "alert.aminoglycoside": (
        "{medicine} was taken within two weeks of an injection ({day}): an aminoglycoside "
        "antibiotic, which adds to the effect of the toxin."
    ),
    "alert.lincosamide": (
        "{medicine} was taken within two weeks of an injection ({day}): a lincosamide "
        "antibiotic, which weakens muscles by itself and can add to the effect of the toxin."
    ),
    "alert.eye_above_trial": (
        "On {day}: {units:g} units around one eye ({side}), above {limit:g}, the most in the trial."
    ),
    "alert.neuromuscular_illness": (
        "{medicine} was taken within two weeks of an injection ({day}): a medicine for "
        "myasthenia or Lambert-Eaton syndrome, in which the toxin is dangerous."
    ),
    "alert.anticoagulant": (
        "{medicine} was taken within two weeks of an injection ({day}): a blood thinner; "
        "bleeding under the skin is more likely."
    ),
    "alert.hla_test": (
        "{medicine} was started on {day}. With ancestors from Asia the test for HLA-B*15:02 "
        "comes before the first tablet; a rash, blisters or fever on it is an emergency."
    ),
    "alert.low_sodium": (
        "{medicine} was started on {day}. It often lowers the sodium in the blood; dizziness, "
        "tiredness and unsteadiness go with that."
    ),
    "alert.rash": (
        "{medicine} was started on {day}. It can bring a severe rash, mostly in weeks 2 to 8: "
        "with a rash, blisters or fever call a doctor at once; it is mostly stopped then."
    ),
    "alert.condition": "Noted from {day}: {condition}. {why}.",
    "alert.condition_injected": (
        "Noted from {day}: {condition}. {why}. Injections in that time: {days}."
    ),
    "alert.intervals_short": (
        "Less than 12 weeks after the one before came the sessions on {day}; days between: {gaps}."
    ),
    "alert.eye_at_risk": (
        "{what} from {day}. If it is there now, an eye doctor looks at it today; until then the"
        " eye is kept moist and is not rubbed."
    ),
    "alert.hearing_loss": (
        "{what} from {day}. If it came suddenly and is there now: an emergency department or an"
        " ear doctor today, as early treatment can save hearing."
    ),
    "alert.allergy": (
        "{what} from {day}. With trouble breathing or a swelling face, tongue or throat call "
        "the local emergency number; before more is given, whoever treats has to know of it."
    ),
    "alert.drug_rash": (
        "{what} from {day}, on {medicine}. If it is there now: no further dose, and emergency "
        "help today; if skin blisters or peels, mouth or eyes are sore, or there is fever, call"
        " the local emergency number."
    ),
    "alert.rash_on_medicine": (
        "{what} from {day}, on {medicine}. If it is there now, call the doctor who gave it today, "
        "before the next dose; if skin blisters or peels, mouth or eyes are sore, or there is "
        "fever, call the local emergency number."
    ),
    "alert.fever_after_surgery": (
        "{what} from {day}, after surgery on {surgery}. If it is there now, call the hospital "
        "that operated today; with a stiff neck, a bad headache or clear fluid from nose, ear "
        "or wound call the local emergency number."
    ),
    "alert.other_side_surgery": (
        "On {day} one side ({side}) was operated on; affected is the other."
    ),
    "alert.low_sodium_can": (
        "{medicine} was started on {day}. It can lower the sodium in the blood; dizziness, "
        "tiredness and unsteadiness go with that."
    ),
    "alert.rash_any": (
        "{medicine} was started on {day}. It can bring a severe rash: with a rash, blisters or "
        "fever call a doctor at once; it is mostly stopped then."
    ),
    "alert.in_pregnancy": (
        "In a pregnancy {medicine} was taken, on {day} or from then on: it can harm an unborn "
        "child. It is not to be stopped without the doctor who gave it."
    ),
    "alert.newborn": (
        "In a pregnancy {medicine} was taken, on {day} or from then on: late in it, it can make"
        " the newborn limp and slow to breathe and drink, and withdrawal can follow. It is not "
        "to be stopped without the doctor who gave it."
    ),
    "value.swallowing_trouble": "Trouble swallowing",
    "value.speech_trouble": "Trouble speaking",
    "value.breathing_trouble": "Trouble breathing",
    "value.general_weakness": "General weakness",
    "value.unnamed_product": "an unnamed product",
    "value.pregnancy": "pregnancy",
    "value.breast_feeding": "breast-feeding",
    "value.myasthenia": "myasthenia gravis",
    "value.lambert_eaton": "Lambert-Eaton syndrome",
    "value.motor_neuron_disease": "motor neuron disease",
    "value.bleeding_tendency": "bleeding tendency",
    "value.toxin_allergy": "allergy to a toxin product",
    "value.skin_infection": "infected skin where it is injected",
    "value.spreads_more": (
        "The toxin can spread and weaken swallowing and breathing more than in others"
    ),
    "value.mostly_put_off": "Toxin is mostly put off; some tablets can harm an unborn child",
    "value.little_known": "Little is known of toxin and tablets while breast-feeding",
    "value.bleeds_more": "Bleeding under the skin is more likely",
    "value.forbidden_after_reaction": "The label forbids the product after a reaction to it",
    "value.forbidden_into_infection": "The label forbids an injection into infected skin",
    "value.eye_cannot_close": "An eye that does not shut",
    "value.double_vision": "Double vision",
    "value.hearing_loss": "Loss of hearing",
    "value.rash": "A rash",
    "value.fever": "Fever",
    "value.allergy": "An allergic reaction",
}
"""English of the alerts about treatments, by code; each limit's source stands where it is found."""

ALERT_SOURCES = {
    "alert_source.ona_text": (
        "European-style onabotulinumtoxinA product text (blepharospasm, hemifacial spasm)"
    ),
    "alert_source.ona_all": (
        "US onabotulinumtoxinA label as summarised in Lexicomp: all indications together"
    ),
    "alert_source.inco": (
        "incobotulinumtoxinA label before May 2019, blepharospasm: initial dose where the "
        "earlier onabotulinumtoxinA dose is not known"
    ),
    "alert_source.abo": (
        "The highest of three doses in the randomized trial of Dysport in blepharospasm: 40, 80"
        " or 120 units an eye, of which 80 had the best balance; the label of Switzerland names"
        " 40 at first and 60 or 80 later, and no ceiling of a label was read"
    ),
    "alert_source.other": (
        "More than any text that was read names for an eye (120 units of Dysport, in a trial)"
    ),
    "alert_source.session": (
        "Dysport summary of product characteristics, 500 units: at most 1,000 units for "
        "spasticity of an arm; later texts of the maker know 1,500 with shoulder or leg, none "
        "more"
    ),
    "alert_source.site": (
        "European-style onabotulinumtoxinA product text (blepharospasm, hemifacial spasm): 1.25"
        " to 2.5 units a site, at most doubled; little gain above 5"
    ),
    "alert_source.sum": (
        "US labels: other botulinum toxins may add to the weakness; onabotulinumtoxinA at most "
        "400 units in 3 months over all uses"
    ),
    "alert_source.interval": (
        "European-style onabotulinumtoxinA product text (blepharospasm, hemifacial spasm): "
        "about every three months, no benefit from treating more often"
    ),
    "alert_source.side": (
        "Hemifacial spasm is treated on its side; injecting the other side as well is a "
        "technique of some (10.5935/2177-1235.2015RBCP0142)"
    ),
    "alert_source.units": (
        "All product labels: units of one botulinum toxin are not those of another"
    ),
    "alert_source.hla": (
        "Boxed warning of the US labels of carbamazepine (FDA, 2007) and the CPIC guideline "
        "(2013, PMC3748365)"
    ),
    "alert_source.hla_oxcarbazepine": (
        "CPIC guideline on HLA and oxcarbazepine, update of 2017 (10.1002/cpt.1004)"
    ),
    "alert_source.sodium": (
        "Low sodium in 26 % of 1,132 people on carbamazepine and 46 % of 289 on oxcarbazepine "
        "(Epilepsia 2017, PMID 28542738); its signs: Epilepsia 2021, 10.1111/epi.16828"
    ),
    "alert_source.rash": (
        "Boxed warning of the US label of lamotrigine: severe rash in 0.08 to 0.3 % of adults, "
        "nearly always 2 to 8 weeks after the start"
    ),
    "alert_source.inco_trial": (
        "incobotulinumtoxinA, dosing in blepharospasm by its maker (USA): in the trial about 33"
        " units an eye, 10 to 50"
    ),
    "alert_source.unborn": (
        "Review of medicines against seizures in pregnancy, Medicines and Healthcare products "
        "Regulatory Agency, United Kingdom, January 2021"
    ),
    "alert_source.spread": (
        "Boxed warning of the US botulinum toxin labels (distant spread, hours to weeks)"
    ),
    "alert_source.eslicarbazepine": (
        "Drug guide on eslicarbazepine (Skyscape, RxDrugs): severe reactions of the skin, and "
        "sodium below 125 mmol/L"
    ),
    "alert_source.unborn_valproate": (
        "Package leaflet of valproate (Germany, 2016): birth defects and delays of development"
    ),
    "alert_source.unborn_pregabalin": (
        "Drug Safety Update on pregabalin in pregnancy, Medicines and Healthcare products "
        "Regulatory Agency, United Kingdom, April 2022"
    ),
    "alert_source.newborn": (
        "Klonopin prescribing information (USA), pregnancy, as reprinted: benzodiazepines late "
        "in pregnancy"
    ),
    "alert_source.eye": (
        "Product text of Dysport (Switzerland, 2024) and US label of BOTOX: harm to the cornea;"
        " the check on the same day is a precaution of hemiface's own"
    ),
    "alert_source.hearing": (
        "Sudden Deafness, National Institute on Deafness and Other Communication Disorders "
        "(USA); NICE guideline NG127, 2019"
    ),
    "alert_source.allergy": (
        "Anaphylaxis, National Health Service, United Kingdom, 2023; BOTOX prescribing "
        "information (USA): hypersensitivity"
    ),
    "alert_source.drug_rash": (
        "Boxed warning of the US labels of carbamazepine (FDA, 2007): stop at the first sign of"
        " a rash; the same of other medicines is a precaution of hemiface's own"
    ),
    "alert_source.fever": (
        "Meningitis, National Health Service, United Kingdom, 2022; advice of a hospital to "
        "people sent home after brain surgery (University of Wisconsin Health)"
    ),
    "alert_source.surgery_side": (
        "Hemifacial spasm is operated on its own side; a check of hemiface's own for slips of "
        "the pen"
    ),
    "alert_source.aminoglycoside": "Toxin labels (USA): aminoglycosides may potentiate the effect",
    "alert_source.lincosamide": (
        "Label of clindamycin (USA): neuromuscular blocking properties; toxin labels (USA): "
        "caution with agents that interfere with neuromuscular transmission"
    ),
    "alert_source.neuromuscular": (
        "Toxin labels (USA): neuromuscular disorders such as myasthenia gravis, Lambert-Eaton"
    ),
    "alert_source.nerve_and_muscle": "BOTOX prescribing information (USA): neuromuscular disorders",
    "alert_source.bleeding": (
        "Hematoma was a reported harm in a trial in hemifacial spasm (review, Toxins 2021, "
        "10.3390/toxins13010042); the precaution is hemiface's own"
    ),
    "alert_source.pregnancy": (
        "Pregnancies after onabotulinumtoxinA (10.1002/pds.3920); Mayo Clinic on carbamazepine"
    ),
    "alert_source.breast_feeding": "MotherToBaby, onabotulinumtoxinA",
    "alert_source.toxin_allergy": "BOTOX prescribing information (USA): hypersensitivity",
    "alert_source.skin_infection": "BOTOX prescribing information (USA): infection at the site",
    "alert_source.most_carbamazepine": (
        "Text for professionals on Carbamazepin AL retard (Germany, 2013): 400 to 1,200 mg a "
        "day, as a rule not above 1,600"
    ),
    "alert_source.most_oxcarbazepine": (
        "Rote Liste on Timox extent (Germany): 600 to 2,400 mg a day"
    ),
    "alert_source.most_eslicarbazepine": (
        "Summary of product characteristics of Zebinix (European Union): 800 to 1,200, for some"
        " 1,600 mg a day"
    ),
    "alert_source.most_topiramate": (
        "US label of topiramate, as reprinted: 200 to 400 mg a day; more was not shown to do better"
    ),
    "alert_source.most_clonazepam": (
        "National Drug Formulary of Barbados, 2022: usually 4 to 8 mg a day, at most 20, in "
        "epilepsy; in the trial in hemifacial spasm 1 mg a day"
    ),
    "alert_source.most_diazepam": (
        "Clinical drug guide (Mussen): 2 to 10 mg two to four times a day"
    ),
    "alert_source.most_lorazepam": (
        "Drug Safety Update, Medicines and Healthcare products Regulatory Agency, United "
        "Kingdom, October 2007: at most 4 mg a day"
    ),
    "alert_source.most_gabapentin": "MIMS Thailand on Neurontin: 900 to 3,600 mg a day",
    "alert_source.most_pregabalin": "MIMS Philippines on pregabalin: at most 600 mg a day",
    "alert_source.most_baclofen": (
        "Product page of Liorel (baclofen; ACI): usually 40 to 80 mg a day, at most 80"
    ),
}
"""Where the limits beside alerts are from."""
