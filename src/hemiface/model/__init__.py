"""The nouns of hemiface: frozen values that know no file, library or stage."""
