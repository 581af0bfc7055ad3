#include "reconciler/base/codes.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace pgberth {
namespace {

constexpr std::array kCodes{
    CodeInfo{Code::Internal, Severity::Error, "a fault of the program itself"},
    CodeInfo{Code::FileMissing, Severity::Error, "a file is missing"},
    CodeInfo{Code::FileUnreadable, Severity::Error, "a file cannot be read"},
    CodeInfo{Code::FileTooLarge, Severity::Error, "a file is too large"},
    CodeInfo{Code::NotText, Severity::Error, "a file is not UTF-8 text"},
    CodeInfo{Code::YamlSyntax, Severity::Error, "a file is not YAML"},
    CodeInfo{Code::YamlLimit, Severity::Error, "a file goes beyond a limit"},
    CodeInfo{Code::WrongType, Severity::Error, "a value has the wrong type"},
    CodeInfo{Code::DuplicateKey, Severity::Warning, "a key stands twice in one mapping"},
    CodeInfo{Code::EncryptedValue, Severity::Error,
             "an encrypted value stands where text is needed"},
    CodeInfo{Code::NotAMapping, Severity::Error, "a values file is not a mapping"},
    CodeInfo{Code::TreeTooLarge, Severity::Error, "a folder has too many files"},
    CodeInfo{Code::HelmRefuses, Severity::Error, "the charts refuse these values"},
    CodeInfo{Code::NullDiffersByHelm, Severity::Warning,
             "Helm versions read this null differently"},
    CodeInfo{Code::ConditionNotBoolean, Severity::Warning, "an enabled flag is not a boolean"},
    CodeInfo{Code::TruthyText, Severity::Warning, "a text is taken for true"},
    CodeInfo{Code::DeadKey, Severity::Warning, "a key that no chart reads"},
    CodeInfo{Code::NoDatabaseChart, Severity::Warning,
             "database settings on a chart without a database"},
    CodeInfo{Code::NumberBecomesText, Severity::Warning, "a number turns into another text"},
    CodeInfo{Code::TwoPasswords, Severity::Note, "the charts would make two passwords"},
    CodeInfo{Code::NobodyCreatesDatabase, Severity::Warning, "nobody creates the database"},
    CodeInfo{Code::NoHost, Severity::Warning, "no host is known"},
    CodeInfo{Code::SharedEntry, Severity::Warning, "services share one entry"},
    CodeInfo{Code::UnknownChartVersion, Severity::Warning, "the chart version is not known"},
    CodeInfo{Code::MixedAdmin, Severity::Warning, "the admin login comes from two places"},
    CodeInfo{Code::OwnChart, Severity::Note, "a service of its own chart"},
    CodeInfo{Code::UnusedDatabase, Severity::Note, "a database that its service does not use"},
    CodeInfo{Code::EntryNameUnusable, Severity::Warning, "the entry name cannot work everywhere"},
    CodeInfo{Code::PushIgnored, Severity::Warning, "a push flag has no effect"},
    CodeInfo{Code::SwitchedOff, Severity::Note, "an application is switched off"},
    CodeInfo{Code::HalfSection, Severity::Error, "a section is incomplete"},
    CodeInfo{Code::CopyCycle, Severity::Error, "passwords are copied in a circle"},
    CodeInfo{Code::NoSecretRule, Severity::Warning, "no rule for a password"},
    CodeInfo{Code::NotCanonical, Severity::Warning, "a name is not written as it is used"},
    CodeInfo{Code::NotForHere, Severity::Warning, "a database is not for this environment"},
    CodeInfo{Code::LinkRefused, Severity::Error, "a link cannot be understood"},
    CodeInfo{Code::Unresolved, Severity::Error, "a placeholder cannot be resolved"},
    CodeInfo{Code::TwoLayouts, Severity::Warning, "one thing is said in two layouts"},
    CodeInfo{Code::NotValues, Severity::Note, "a file is no values file"},
    CodeInfo{Code::NameEmpty, Severity::Error, "a name is empty"},
    CodeInfo{Code::NameTooLong, Severity::Error, "a name is too long"},
    CodeInfo{Code::NameReserved, Severity::Error, "a name is reserved"},
    CodeInfo{Code::NameInvalid, Severity::Error, "a name has forbidden characters"},
    CodeInfo{Code::ClaimsDisagree, Severity::Error,
             "two claims want different things of one object"},
    CodeInfo{Code::ValuesDisagree, Severity::Warning, "values and the stored entry disagree"},
    CodeInfo{Code::DatabaseOnly, Severity::Warning, "a role whose password no entry knows"},
    CodeInfo{Code::Expected, Severity::Warning, "an entry must come from someone else"},
    CodeInfo{Code::Incomplete, Severity::Warning, "an entry lacks keys"},
    CodeInfo{Code::Disagreement, Severity::Warning, "two places hold different passwords"},
    CodeInfo{Code::Sentinel, Severity::Warning, "a placeholder stands where a credential should"},
    CodeInfo{Code::PendingDeletion, Severity::Warning, "an entry is scheduled for deletion"},
    CodeInfo{Code::NoVersion, Severity::Warning, "an entry has no content"},
    CodeInfo{Code::SoftDeleted, Severity::Warning, "an entry is soft-deleted"},
    CodeInfo{Code::Unreadable, Severity::Error, "an entry cannot be read"},
    CodeInfo{Code::OutOfBounds, Severity::Error, "outside what the settings allow"},
    CodeInfo{Code::PrivilegedRole, Severity::Error, "a claim names a privileged role"},
    CodeInfo{Code::Mismatch, Severity::Warning, "the stored password does not log in"},
    CodeInfo{Code::NotProved, Severity::Warning, "the login could not be tried"},
    CodeInfo{Code::AdminIncomplete, Severity::Error, "the admin login is incomplete"},
    CodeInfo{Code::RoleElsewhere, Severity::Warning, "the schema belongs to another role"},
    CodeInfo{Code::OwnerDiffers, Severity::Warning, "the database has another owner"},
    CodeInfo{Code::ForeignBuilding, Severity::Error, "the building name is taken"},
    CodeInfo{Code::LeftOverBuilding, Severity::Warning, "a half-built database is left over"},
    CodeInfo{Code::SchemaHeldByOthers, Severity::Warning, "others live in the schema"},
    CodeInfo{Code::ExtensionUnavailable, Severity::Warning, "an extension cannot be had"},
    CodeInfo{Code::MarkedNotProved, Severity::Note, "marked ready, not proved"},
    CodeInfo{Code::HostDiffers, Severity::Note, "the stored host is not the address used"},
    CodeInfo{Code::GrantImpossible, Severity::Warning, "a privilege that cannot be given"},
    CodeInfo{Code::ReadyUnproved, Severity::Warning, "ready mark without a working login"},
    CodeInfo{Code::PasswordMissing, Severity::Error, "an existing entry has no password"},
    CodeInfo{Code::LookFailed, Severity::Error, "a database could not be looked into"},
    CodeInfo{Code::RoleDiffers, Severity::Error, "a role is not what it should be"},
    CodeInfo{Code::MirrorBehind, Severity::Warning, "a mirror is behind"},
    CodeInfo{Code::LookedAfter, Severity::Warning, "somebody else looks after an entry"},
    CodeInfo{Code::StoreUnknown, Severity::Error, "a store is not set up"},
    CodeInfo{Code::StoreFailed, Severity::Error, "a store call failed"},
    CodeInfo{Code::StoreUnsafe, Severity::Error, "a store is open to others"},
    CodeInfo{Code::EntryNameInvalid, Severity::Error, "an entry name cannot be used"},
    CodeInfo{Code::EntryTooLarge, Severity::Error, "an entry is too large"},
    CodeInfo{Code::StoreUnwritable, Severity::Error, "a store cannot be written"},
    CodeInfo{Code::StoreUnreachable, Severity::Error, "a store cannot be reached"},
    CodeInfo{Code::StoreAuth, Severity::Error, "a store refuses the login"},
    CodeInfo{Code::StoreRights, Severity::Error, "a store does not allow it"},
    CodeInfo{Code::StoreCertificate, Severity::Error, "a store's certificate is not trusted"},
    CodeInfo{Code::StoreSealed, Severity::Error, "Vault is sealed"},
    CodeInfo{Code::StoreUnfit, Severity::Error, "a store that could overwrite"},
    CodeInfo{Code::KeyNotGranted, Severity::Warning, "a key is left for a person to add"},
    CodeInfo{Code::StoreBusy, Severity::Error, "a secret store asks for fewer calls"},
    CodeInfo{Code::OtherStore, Severity::Error, "a secret store is not the one that was named"},
    CodeInfo{Code::ServerNotListed, Severity::Error, "a server is not listed"},
    CodeInfo{Code::ServerUnreachable, Severity::Error, "a server cannot be reached"},
    CodeInfo{Code::ServerAuth, Severity::Error, "a server refuses the login"},
    CodeInfo{Code::ServerRights, Severity::Error, "the admin lacks a right"},
    CodeInfo{Code::ServerReadOnly, Severity::Error, "the server is read-only"},
    CodeInfo{Code::ServerFailed, Severity::Error, "a server call failed"},
    CodeInfo{Code::ServerTimeout, Severity::Error, "a server call took too long"},
    CodeInfo{Code::WeakAuthentication, Severity::Error, "the server asks for weak authentication"},
    CodeInfo{Code::StepWithoutEffect, Severity::Error, "a step had no effect"},
    CodeInfo{Code::ServerBusy, Severity::Error, "the server is busy"},
    CodeInfo{Code::LockHeld, Severity::Error, "another reconciler holds the lock"},
    CodeInfo{Code::OtherServer, Severity::Error, "the server is not the one that was meant"},
    CodeInfo{Code::Superseded, Severity::Error, "the world changed under the plan"},
    CodeInfo{Code::Interrupted, Severity::Error, "the run was interrupted"},
    CodeInfo{Code::BadOption, Severity::Error, "an option cannot be understood"},
    CodeInfo{Code::UnknownDialect, Severity::Error, "the dialect is not known"},
    CodeInfo{Code::UnknownCode, Severity::Error, "the code is not known"},
    CodeInfo{Code::PasswordFile, Severity::Error, "the password file cannot be used"},
    CodeInfo{Code::OutputFailed, Severity::Error, "the output cannot be written"},
    CodeInfo{Code::BadSettings, Severity::Error, "the settings cannot be used"},
    CodeInfo{Code::AcceptEnded, Severity::Warning, "an accepted finding is due again"},
    CodeInfo{Code::AcceptUnclear, Severity::Warning, "an accept fits several findings"},
    CodeInfo{Code::AcceptUnused, Severity::Note, "an accept silences nothing"},
    CodeInfo{Code::RevisionUnknown, Severity::Error, "there is no such commit"},
    CodeInfo{Code::RepositoryBroken, Severity::Error, "the git repository cannot be read"},
    CodeInfo{Code::NoCommonCommit, Severity::Error, "two commits have no common history"},
    CodeInfo{Code::NoRegularFile, Severity::Error,
             "a link, a submodule or a pointer instead of a file"},
    CodeInfo{Code::SourceUnreachable, Severity::Error, "the git server cannot be reached"},
    CodeInfo{Code::SourceAuth, Severity::Error, "the git server refuses the credentials"},
    CodeInfo{Code::HostKeyUnknown, Severity::Error, "the git server's host key is unknown"},
    CodeInfo{Code::HostKeyChanged, Severity::Error, "the git server has another host key"},
    CodeInfo{Code::SourceCertificate, Severity::Error,
             "the git server's certificate is not trusted"},
    CodeInfo{Code::SourceTimeout, Severity::Error, "the git server took too long"},
    CodeInfo{Code::SourceTooLarge, Severity::Error, "the git repository is too large"},
    CodeInfo{Code::RefMissing, Severity::Error, "the git server has no such branch or tag"},
    CodeInfo{Code::BadSource, Severity::Error, "the source of values cannot be used"},
    CodeInfo{Code::SourceFailed, Severity::Error, "the git server gave no usable answer"},
    CodeInfo{Code::HistoryRewritten, Severity::Note, "the branch was rewritten"},
    CodeInfo{Code::CloneRebuilt, Severity::Note, "the clone was made anew"},
    CodeInfo{Code::ManifestUnreadable, Severity::Warning, "a manifest cannot be read"},
    CodeInfo{Code::NotEvaluated, Severity::Warning, "only the cluster can tell"},
    CodeInfo{Code::ForeignValues, Severity::Warning, "values come from elsewhere"},
    CodeInfo{Code::OutsideRepository, Severity::Error, "a path leaves the repository"},
    CodeInfo{Code::SecretReplaced, Severity::Warning, "each sync would replace the password"},
    CodeInfo{Code::Assumed, Severity::Note, "discovery had to assume something"},
    CodeInfo{Code::DiscoveryLimit, Severity::Error, "too much to discover"},
    CodeInfo{Code::ManifestRefused, Severity::Error, "Argo CD would refuse a manifest"},
    CodeInfo{Code::NotDiscovered, Severity::Error, "an environment was not found as a whole"},
    CodeInfo{Code::NameTwice, Severity::Warning, "several applications have one name"},
    CodeInfo{Code::ForgeUnreachable, Severity::Error, "GitHub cannot be reached"},
    CodeInfo{Code::ForgeRefused, Severity::Error, "GitHub refuses what is posted"},
    CodeInfo{Code::PullRequestUnknown, Severity::Error, "it is not known which pull request"},
    CodeInfo{Code::LastGoodValues, Severity::Warning, "earlier values stay in force"},
    CodeInfo{Code::ServiceAddress, Severity::Error, "the service cannot listen"},
};

char letter(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return 'E';
    case Severity::Warning:
      return 'W';
    case Severity::Note:
      break;
  }
  return 'N';
}

}  // namespace

std::span<const CodeInfo> all_codes() {
  return kCodes;
}

const CodeInfo& info(Code code) {
  const auto row = std::ranges::lower_bound(kCodes, code, {}, &CodeInfo::code);
  assert(row != kCodes.end() && row->code == code);
  return *row;
}

std::string to_string(Code code) {
  std::string number = std::to_string(static_cast<int>(code));
  number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
  return letter(severity_of(code)) + number;
}

std::optional<Code> code_of(std::string_view text) {
  const bool lettered = !text.empty() && (text[0] < '0' || text[0] > '9');
  const std::string_view number = text.substr(lettered ? 1 : 0);
  for (const CodeInfo& row : kCodes)
    if (to_string(row.code).substr(1) == number) return row.code;
  return std::nullopt;
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      break;
  }
  return "note";
}

}  // namespace pgberth
