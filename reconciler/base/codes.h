#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pgberth {

/// How much a finding weighs. An error blocks what it is about; a warning blocks nothing and wants
/// a person's decision; a note only tells.
enum class Severity { Error, Warning, Note };

/// Every problem the program can name. The number is for ever; `reconciler/ERRORS.md` has a page
/// for each, which a test demands and `pgberth explain` prints.
enum class Code {
  Internal = 1,
  // 1xx: reading files
  FileMissing = 101,
  FileUnreadable = 102,
  FileTooLarge = 103,
  NotText = 104,
  YamlSyntax = 105,
  YamlLimit = 106,
  WrongType = 107,
  DuplicateKey = 108,
  EncryptedValue = 109,
  NotAMapping = 110,
  TreeTooLarge = 111,
  // 2xx: what values mean, dialect by dialect
  HelmRefuses = 201,
  NullDiffersByHelm = 202,
  ConditionNotBoolean = 203,
  TruthyText = 204,
  DeadKey = 205,
  NoDatabaseChart = 206,
  NumberBecomesText = 207,
  TwoPasswords = 208,
  NobodyCreatesDatabase = 209,
  NoHost = 210,
  SharedEntry = 211,
  UnknownChartVersion = 212,
  MixedAdmin = 213,
  OwnChart = 214,
  UnusedDatabase = 215,
  EntryNameUnusable = 216,
  PushIgnored = 217,
  SwitchedOff = 218,
  HalfSection = 219,
  CopyCycle = 220,
  NoSecretRule = 221,
  NotCanonical = 222,
  NotForHere = 223,
  LinkRefused = 224,
  Unresolved = 225,
  TwoLayouts = 226,
  NotValues = 227,
  // 3xx: names, claims and credential states
  NameEmpty = 301,
  NameTooLong = 302,
  NameReserved = 303,
  NameInvalid = 304,
  ClaimsDisagree = 305,
  ValuesDisagree = 306,
  DatabaseOnly = 307,
  Expected = 308,
  Incomplete = 309,
  Disagreement = 310,
  Sentinel = 311,
  PendingDeletion = 312,
  NoVersion = 313,
  SoftDeleted = 314,
  Unreadable = 315,
  OutOfBounds = 316,
  PrivilegedRole = 317,
  Mismatch = 318,
  NotProved = 319,
  AdminIncomplete = 320,
  RoleElsewhere = 321,
  OwnerDiffers = 322,
  ForeignBuilding = 324,
  LeftOverBuilding = 325,
  SchemaHeldByOthers = 326,
  ExtensionUnavailable = 327,
  MarkedNotProved = 328,
  HostDiffers = 329,
  GrantImpossible = 330,
  ReadyUnproved = 331,
  PasswordMissing = 333,
  LookFailed = 334,
  RoleDiffers = 335,
  MirrorBehind = 336,
  LookedAfter = 337,
  // 4xx: secret stores
  StoreUnknown = 401,
  StoreFailed = 402,
  StoreUnsafe = 403,
  EntryNameInvalid = 404,
  EntryTooLarge = 405,
  StoreUnwritable = 406,
  StoreUnreachable = 407,
  StoreAuth = 408,
  StoreRights = 409,
  StoreCertificate = 410,
  StoreSealed = 411,
  StoreUnfit = 412,
  KeyNotGranted = 413,
  StoreBusy = 414,
  OtherStore = 415,
  // 5xx: Postgres
  ServerNotListed = 501,
  ServerUnreachable = 502,
  ServerAuth = 503,
  ServerRights = 504,
  ServerReadOnly = 505,
  ServerFailed = 506,
  ServerTimeout = 507,
  WeakAuthentication = 508,
  StepWithoutEffect = 509,
  ServerBusy = 510,
  LockHeld = 511,
  OtherServer = 512,
  // 6xx: applying
  Superseded = 601,
  Interrupted = 602,
  // 7xx: command line and settings
  BadOption = 701,
  UnknownDialect = 702,
  UnknownCode = 703,
  PasswordFile = 704,
  OutputFailed = 705,
  BadSettings = 706,
  AcceptEnded = 707,
  AcceptUnclear = 708,
  AcceptUnused = 709,
  // 8xx: git
  RevisionUnknown = 801,
  RepositoryBroken = 802,
  NoCommonCommit = 803,
  NoRegularFile = 804,
  SourceUnreachable = 805,
  SourceAuth = 806,
  HostKeyUnknown = 807,
  HostKeyChanged = 808,
  SourceCertificate = 809,
  SourceTimeout = 810,
  SourceTooLarge = 811,
  RefMissing = 812,
  BadSource = 813,
  SourceFailed = 814,
  HistoryRewritten = 815,
  CloneRebuilt = 816,
  // 82x: discovery of environments
  ManifestUnreadable = 820,
  NotEvaluated = 821,
  ForeignValues = 822,
  OutsideRepository = 823,
  SecretReplaced = 824,
  Assumed = 825,
  DiscoveryLimit = 826,
  ManifestRefused = 827,
  NotDiscovered = 828,
  NameTwice = 829,
  // 84x: pull requests
  ForgeUnreachable = 841,
  ForgeRefused = 842,
  PullRequestUnknown = 843,
  // 86x: run
  LastGoodValues = 860,
  ServiceAddress = 861,
};

struct CodeInfo {
  Code code;
  Severity severity;
  std::string_view title;  ///< Heading of its page, a lower-case clause.
};

/// All codes, in the order of their numbers.
std::span<const CodeInfo> all_codes();

/// The row of `code`.
const CodeInfo& info(Code code);

inline Severity severity_of(Code code) {
  return info(code).severity;
}

/// "E103", "W205", "N329": the letter is the severity.
std::string to_string(Code code);

/// The code that "E103", "e103" or "103" names, if there is one.
std::optional<Code> code_of(std::string_view text);

/// "error", "warning", "note".
std::string_view to_string(Severity severity);

}  // namespace pgberth
