"""What can be wrong with records, files and an installation, when they are looked through."""

DAMAGE = {
    "damage.link": "link {number:.0f} does not follow from the one before",
    "damage.link_changed": "the content of link {number:.0f} was changed",
    "damage.link_gone": "the content of link {number:.0f} is gone without an erasure",
    "damage.link_unopened": "the content of link {number:.0f} cannot be opened: it was changed",
    "damage.chain_cut": "the chain no longer holds the link that was noted: it was cut or replaced",
    "damage.encrypted": "the records are encrypted, though the chain speaks of no encryption",
    "damage.encryption_state": "the key says another state of the encryption than the chain: "
    "somebody else wrote it, or a decryption begun by an earlier version waits to be finished",
    "damage.not_encrypted": "the records are not encrypted, though the chain speaks of encryption",
    "damage.link_row": "link {number:.0f} holds what is no such value in {field}",
    "damage.row": "the {kind} {entry} cannot be read: what stands in {field} is no such value",
    "damage.row_alone": "the {kind} {entry} is in the backup without what it belonged to, which "
    "cannot be read",
    "damage.row_left_out": "the {kind} {entry} is left out of the backup: it cannot be read, or it "
    "belongs to an entry that cannot",
    "damage.deleted": "the {kind} {entry} was deleted outside hemiface",
    "damage.added": "the {kind} {entry} was added outside hemiface",
    "damage.changed": "the {kind} {entry} was changed outside hemiface",
    "damage.unread": "the {kind} {entry} cannot be read: {why}",
    "damage.file_missing": "{entry}: its file is missing",
    "damage.file_damaged": "{entry}: its file is damaged, or is another one",
    "damage.file_linked": "{entry}: its file, or the folder it lies in, is a link or no ordinary "
    "file, which hemiface does not follow",
    "damage.file_not_sealed": "{entry}: its file is not encrypted, though the records are",
    "damage.file_sealed": "{entry}: its file is encrypted, though nothing is encrypted here",
    "damage.file_size": "{entry}: its encrypted file has another size than was recorded",
    "damage.file_name": "{entry}: its file has no name that could be one",
    "damage.file_of_nothing": "the file {digest} belongs to no entry",
    "damage.corrected": "what was kept of the corrected recording {entry} was not what its "
    "corrections give: it was changed outside hemiface, and is made anew",
    "damage.package": "{package} is not installed",
    "damage.engine": "the networks cannot be run: {why}",
}
"""English of what is wrong, by code."""
