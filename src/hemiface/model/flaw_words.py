"""What is said of flaws of a recording, and what to do about them, in English."""

from collections.abc import Mapping

FLAWS: Mapping[str, str] = {
    "quality.low_frame_rate.missed": (
        "There are only {rate_hz:.3g} pictures per second: short movements are missed."
    ),
    "quality.low_frame_rate.coarse": (
        "There are only {rate_hz:.3g} pictures per second: short movements are timed coarsely."
    ),
    "quality.dropped_frames": (
        "Pictures are missing: {lost_s:.1f} s in all, number of gaps {n_gaps:.0f}."
    ),
    "quality.frozen": "The picture stood still for {frozen_s:.1f} s; that time is left out.",
    "quality.repeated_pictures": (
        "{n_repeats:.0f} of {n_shown:.0f} pictures only repeat the one before: there are"
        " {rate_hz:.3g} new ones per second."
    ),
    "quality.slow_motion.known": (
        "The file shows life {times:.3g} times slower: the camera took {rate_hz:.3g} pictures per"
        " second. All times are those of life."
    ),
    "quality.slow_motion.lapse": (
        "The file shows life {times:.3g} times quicker: the camera took {rate_hz:.3g} pictures per"
        " second. All times are those of life."
    ),
    "quality.slow_motion.doubt": (
        "Every closing of the eyes takes several times as long as a blink does: this may be slow"
        " motion, and then all durations and rates are wrong."
    ),
    "quality.several_streams": (
        "The file holds more than one film; number {number:.0f} of {n_streams:.0f} was measured,"
        " {width:.0f} x {height:.0f} pixels."
    ),
    "quality.guessed_time": ("The pictures carry no times: {rate_hz:.3g} per second are assumed."),
    "quality.damaged": "A part of the recording cannot be read: {fault}.",
    "quality.short": "The recording lasts only {length_s:.1f} s.",
    "quality.small_face.eyes": "The eyes are only {distance_px:.0f} pixels apart.",
    "quality.small_face.picture": "The picture has only {width:.0f} x {height:.0f} pixels.",
    "quality.blurred": "The picture of the face is blurred.",
    "quality.dark": "The face is dark.",
    "quality.bright": "The face is too bright.",
    "quality.uneven_light": "The {side} half of the face lies in shadow.",
    "quality.turned": "The head was turned away.",
    "quality.moving_head": "The head was moving quickly for much of the time.",
    "quality.no_face": "The face was not in the picture or could not be recognized.",
    "quality.left_eye_covered": "The left eye was covered or could not be made out.",
    "quality.right_eye_covered": "The right eye was covered or could not be made out.",
    "quality.left_eye_not_open": (
        "The left eye was not seen open at any time: what its lid does, and what the other one"
        " does alone, cannot be told."
    ),
    "quality.right_eye_not_open": (
        "The right eye was not seen open at any time: what its lid does, and what the other one"
        " does alone, cannot be told."
    ),
    "quality.left_side_outside": "The left half of the face was partly outside the picture.",
    "quality.right_side_outside": "The right half of the face was partly outside the picture.",
    "quality.lower_face_covered": "Mouth and chin were covered or could not be made out.",
    "quality.left_cheek_covered": "Something lay over the left cheek, perhaps a hand.",
    "quality.right_cheek_covered": "Something lay over the right cheek, perhaps a hand.",
    "quality.second_person.followed": (
        "More than one person is in the picture; one of them was measured throughout."
    ),
    "quality.second_person.followed_at": (
        "More than one person is in the picture; the one {place} was measured throughout."
    ),
    "quality.second_person.present": "More than one person is in the picture.",
    "quality.second_person.present_at": (
        "More than one person is in the picture; the one mostly {place} was measured."
    ),
    "quality.another_person.other": (
        "Another person may have been measured from {since_s:.1f} s on: the face that came back"
        " has other proportions."
    ),
    "quality.another_person.left_out": (
        "From {since_s:.1f} to {until_s:.1f} s another person is seen: that time is left out, and"
        " the one seen longest was measured."
    ),
    "quality.another_person.lost": (
        "The face was lost before {since_s:.1f} s; whether the same person came back cannot be"
        " told for certain."
    ),
    "quality.little_valid_time": (
        "Both eyes could be measured for {valid_s:.0f} of {whole_s:.0f} seconds."
    ),
    "quality.model_disagreement": "Independent readings of the face disagree.",
}
"""What was poor about a recording."""

ADVICE: Mapping[str, str] = {
    "advice.low_frame_rate": (
        "Record with 30 pictures per second or more, and with more light: cameras slow down in"
        " the dark."
    ),
    "advice.dropped_frames": "Close other programs while recording, and copy the original file.",
    "advice.frozen": "Film with the phone itself, not through a call, and keep the original file.",
    "advice.repeated_pictures": "Copy the original file from the camera, not a converted one.",
    "advice.slow_motion": (
        "Film at ordinary speed, or say how many pictures per second the camera took."
    ),
    "advice.several_streams": "Check in the report that it is the right one.",
    "advice.guessed_time": (
        "Choose the original file, or say how many pictures per second the camera took."
    ),
    "advice.damaged": "Copy the file again from the camera or phone.",
    "advice.short": "Record a minute or more.",
    "advice.small_face": "Come closer to the camera or record with a higher resolution.",
    "advice.blurred": "Clean the lens, hold the camera still and let it focus on the face.",
    "advice.dark": "Put more light on the face, from the front.",
    "advice.bright": "Move away from the lamp or the sun.",
    "advice.uneven_light": "Put more light on the {side} half of the face.",
    "advice.turned": "Look straight into the camera.",
    "advice.moving_head": "Lean the head back or rest it on a hand below the chin.",
    "advice.no_face": "Keep the whole face in the picture and nothing in front of it.",
    "advice.left_eye_covered": (
        "Keep hands and hair away from the eyes, and lamps and windows out of the glasses, or take"
        " them off."
    ),
    "advice.right_eye_covered": (
        "Keep hands and hair away from the eyes, and lamps and windows out of the glasses, or take"
        " them off."
    ),
    "advice.left_eye_not_open": (
        "If this eye can open, record it open; a shut or covered eye cannot be measured."
    ),
    "advice.right_eye_not_open": (
        "If this eye can open, record it open; a shut or covered eye cannot be measured."
    ),
    "advice.left_side_outside": "Keep the whole face in the middle of the picture.",
    "advice.right_side_outside": "Keep the whole face in the middle of the picture.",
    "advice.lower_face_covered": "Take masks and scarves off, and keep hands off the face.",
    "advice.left_cheek_covered": "Keep hands and hair away from the face.",
    "advice.right_cheek_covered": "Keep hands and hair away from the face.",
    "advice.second_person": (
        "Check in the report that it is the right one, or choose the left or the right one."
    ),
    "advice.another_person": (
        "Film one person alone, and check in the report that the face is the right one."
    ),
    "advice.little_valid_time": "Film for at least a minute with the whole face in view.",
    "advice.model_disagreement": "Film again in better light, without glasses if you can.",
}
"""What to do about a flaw, by its name."""
