"""Every error a caller of hemiface can meet, in one tree.

HemifaceError                     code
├── NotAllowedError               access.denied        (also PermissionError)
├── NotSignedInError              access.sign_in       (also PermissionError)
├── TooManyTriesError             access.too_many      (also PermissionError)
├── AccountError                  accounts.*
│   ├── AccountInvalidError       accounts.invalid     (also ValueError)
│   ├── AccountNotFoundError      accounts.not_found   (also LookupError)
│   └── PasskeyRefusedError       accounts.passkey     (also ValueError)
├── VideoError                    video.*
│   ├── VideoNotFoundError        video.not_found      (also FileNotFoundError)
│   ├── VideoUnreadableError      video.unreadable     (also ValueError)
│   └── VideoTooLargeError        video.too_large      (also ValueError)
├── LandmarkError                 landmarks.*
│   ├── ModelFileError            landmarks.model_file (also ValueError)
│   ├── NoFaceError               landmarks.no_face    (also LookupError)
│   └── TooPoorError              landmarks.too_poor   (also ValueError)
├── SettingsError                 settings.invalid     (also ValueError)
├── RecordError                   records.*
│   ├── RecordNotFoundError       records.not_found    (also LookupError)
│   ├── RecordConflictError       records.conflict     (also RuntimeError)
│   ├── RecordInvalidError        records.invalid      (also ValueError)
│   ├── RecordLockedError         records.locked       (also PermissionError)
│   ├── RecordSafetyError         records.safety       (also RuntimeError)
│   └── RecordStorageError        records.storage      (also OSError)
├── ReportError                   reports.*
│   ├── ResultsNotFoundError      reports.not_found    (also FileNotFoundError)
│   ├── MeasureNotFoundError      reports.no_measure   (also KeyError)
│   ├── ExtraMissingError         reports.no_extra     (also ImportError)
│   └── OutputNotWritableError    reports.not_writable (also OSError)
├── ForbiddenError                forbidden            (also PermissionError)
├── StudyError                    studies.invalid      (also ValueError)
├── JobError                      jobs.*
│   ├── JobNotFoundError          jobs.not_found       (also LookupError)
│   ├── UploadInvalidError        jobs.upload_invalid  (also ValueError)
│   ├── UploadOffsetError         jobs.upload_offset   (also ValueError)
│   ├── UploadTooLargeError       jobs.upload_large    (also ValueError)
│   ├── WorkerStoppedError        jobs.worker_stopped  (also RuntimeError)
│   └── SomeFilesFailedError      jobs.some_failed     (also RuntimeError)
└── GuideError                    guide.*
    ├── GuideContentError         guide.content        (also ValueError)
    ├── GuideAnswerError          guide.answer         (also ValueError)
    └── GuideNotFoundError        guide.not_found      (also LookupError)

Those of libraries are converted where these are called, but for a ``TypeError`` of a wrong type and
pydantic's own of ``model_validate``. An error carries code, case and values; its words stand in the
catalogs, in every language; those of commands and buttons belong to the interfaces.
"""

from hemiface.errors.root import HemifaceError as HemifaceError


class NotAllowedError(HemifaceError, PermissionError):
    """Who asks may not do that, or not with that person."""

    code = "access.denied"


class NotSignedInError(HemifaceError, PermissionError):
    """Nobody is signed in, and nobody may ask for that."""

    code = "access.sign_in"


class TooManyTriesError(HemifaceError, PermissionError):
    """Too many passwords were tried."""

    code = "access.too_many"


class AccountError(HemifaceError):
    """An account cannot be what was asked for."""

    code = "accounts"


class AccountInvalidError(AccountError, ValueError):
    """A name, a password or a role does not fit."""

    code = "accounts.invalid"


class AccountNotFoundError(AccountError, LookupError):
    """No account of that name."""

    code = "accounts.not_found"


class PasskeyRefusedError(AccountError, ValueError):
    """A passkey or a recovery code is not taken."""

    code = "accounts.passkey"


class VideoError(HemifaceError):
    """A video cannot be used."""

    code = "video"


class VideoNotFoundError(VideoError, FileNotFoundError):
    """There is nothing to read at the given place."""

    code = "video.not_found"


class VideoUnreadableError(VideoError, ValueError):
    """The file holds no picture that can be decoded."""

    code = "video.unreadable"


class VideoTooLargeError(VideoError, ValueError):
    """The picture is larger than can be decoded in bounded memory."""

    code = "video.too_large"


class LandmarkError(HemifaceError):
    """The face cannot be found or followed."""

    code = "landmarks"


class ModelFileError(LandmarkError, ValueError):
    """A shipped model file is missing or is not the one that was tested."""

    code = "landmarks.model_file"


class NoFaceError(LandmarkError, LookupError):
    """No face, or not the chosen one, was found."""

    code = "landmarks.no_face"


class TooPoorError(LandmarkError, ValueError):
    """A face was seen, but too briefly or too badly to measure it."""

    code = "landmarks.too_poor"


class SettingsError(HemifaceError, ValueError):
    """Settings or an input table are not valid."""

    code = "settings.invalid"


class RecordError(HemifaceError):
    """The store of people and visits cannot do what was asked."""

    code = "records"


class RecordNotFoundError(RecordError, LookupError):
    """No such person, visit, recording or entry."""

    code = "records.not_found"


class RecordConflictError(RecordError, RuntimeError):
    """Somebody else changed the entry, or the store is busy."""

    code = "records.conflict"


class RecordInvalidError(RecordError, ValueError):
    """A value does not fit its field."""

    code = "records.invalid"


class RecordLockedError(RecordError, PermissionError):
    """The entry is encrypted and the passphrase is missing or wrong."""

    code = "records.locked"


class RecordSafetyError(RecordError, RuntimeError):
    """An answer calls for a safety text that has not been shown."""

    code = "records.safety"


class RecordStorageError(RecordError, OSError):
    """The store cannot be read or written."""

    code = "records.storage"


class ReportError(HemifaceError):
    """A result cannot be read or shown."""

    code = "reports"


class ResultsNotFoundError(ReportError, FileNotFoundError):
    """The folder holds no results of an analysis."""

    code = "reports.not_found"


class MeasureNotFoundError(ReportError, KeyError):
    """An assessment holds no measure of that name, or none of that side."""

    code = "reports.no_measure"


class ExtraMissingError(ReportError, ImportError):
    """A library that is installed on request, and was not."""

    code = "reports.no_extra"


class OutputNotWritableError(ReportError, OSError):
    """The results cannot be written where they were asked for."""

    code = "reports.not_writable"


class ForbiddenError(HemifaceError, PermissionError):
    """A file or folder may not be read or written, or the system cannot."""

    code = "forbidden"


class StudyError(HemifaceError, ValueError):
    """A study or its statistics cannot be computed."""

    code = "studies.invalid"


class JobError(HemifaceError):
    """A queue of work did not finish."""

    code = "jobs"


class JobNotFoundError(JobError, LookupError):
    """No such job, or no such upload."""

    code = "jobs.not_found"


class UploadInvalidError(JobError, ValueError):
    """What came in is not what was announced."""

    code = "jobs.upload_invalid"


class UploadOffsetError(JobError, ValueError):
    """A part does not follow what has come in so far."""

    code = "jobs.upload_offset"


class UploadTooLargeError(JobError, ValueError):
    """A file is larger than is taken, or than there is room for."""

    code = "jobs.upload_large"


class WorkerStoppedError(JobError, RuntimeError):
    """A process that worked on one file ended without an answer."""

    code = "jobs.worker_stopped"


class SomeFilesFailedError(JobError, RuntimeError):
    """Some of several files failed; the others are done."""

    code = "jobs.some_failed"


class GuideError(HemifaceError):
    """The guide cannot answer."""

    code = "guide"


class GuideContentError(GuideError, ValueError):
    """A shipped page of the guide is not valid."""

    code = "guide.content"


class GuideAnswerError(GuideError, ValueError):
    """An answer of the interview, or a file of questions, cannot be read."""

    code = "guide.answer"


class GuideNotFoundError(GuideError, LookupError):
    """The guide has no page of that name."""

    code = "guide.not_found"
