#include "reconciler/adapters/aws/profile_credentials.h"

#include "reconciler/adapters/aws/container_credentials.h"
#include "reconciler/adapters/aws/credential_process.h"
#include "reconciler/adapters/aws/instance_credentials.h"
#include "reconciler/adapters/secret_file.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pgberth {
namespace {

constexpr const char* kKeyId = "AWS_ACCESS_KEY_ID";
constexpr const char* kSecret = "AWS_SECRET_ACCESS_KEY";
constexpr const char* kTokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE";
constexpr const char* kWithoutPerson =
    "Nobody is there to answer; name `aws configure export-credentials --profile NAME "
    "--format process` as credential_process, with the whole path of aws.";

/// The token as it is in its file now.
Result<Secret> web_token(const std::string& file, const AwsAddress& address) {
  if (address.among_values && address.among_values(file))
    return Error{.code = Code::StoreAuth,
                 .what = "the web identity token file \"" + file + "\" lies among the values",
                 .hint = "Keep it where whoever writes values cannot write."};
  return read_secret_line(
      {.path = file, .what = "web identity token file", .code = Code::StoreAuth});
}

Result<MaybeCredentials> maybe(Result<AwsCredentials> credentials) {
  if (!credentials) return std::move(credentials).error();
  return MaybeCredentials(*std::move(credentials));
}

Result<MaybeCredentials> by_token(const std::string& file, const AssumedRole& role,
                                  const CredentialParts& parts) {
  const auto token = web_token(file, parts.address);
  if (!token) return token.error();
  return maybe(parts.sts.assume_with_token(role, *token));
}

/// Whether the profile logs a person in.
bool wants_a_browser(const AwsProfile& profile) {
  return profile.contains("login_session") || std::ranges::any_of(profile, [](const auto& each) {
           return each.first.starts_with("sso_");
         });
}

bool has(const AwsProfile& profile, const std::string& key) {
  const auto found = profile.find(key);
  return found != profile.end() && !found->second.empty();
}

}  // namespace

Result<MaybeCredentials> environment_credentials(const AwsVariable& variable) {
  AwsCredentials credentials{.key_id = text_of(variable, kKeyId),
                             .secret = Secret{text_of(variable, kSecret)},
                             .token = Secret{text_of(variable, "AWS_SESSION_TOKEN")},
                             .from = std::string("the variable ") + kKeyId};
  if (credentials.key_id.empty() && credentials.secret.empty())
    return MaybeCredentials(NoCredentials{.why = std::string(kKeyId) + " is not set"});
  if (!credentials.key_id.empty() && !credentials.secret.empty())
    return MaybeCredentials(std::move(credentials));
  const bool no_secret = credentials.secret.empty();
  return Error{.code = Code::StoreAuth,
               .what = std::string("the variable ") + (no_secret ? kKeyId : kSecret) +
                       " is set without " + (no_secret ? kSecret : kKeyId),
               .hint = "Set both of them, or none."};
}

Result<MaybeCredentials> web_identity_credentials(const CredentialParts& parts) {
  const std::string file = text_of(parts.variable, kTokenFile);
  if (file.empty())
    return MaybeCredentials(NoCredentials{.why = std::string(kTokenFile) + " is not set"});
  AssumedRole role{.arn = text_of(parts.variable, "AWS_ROLE_ARN")};
  if (role.arn.empty())
    return Error{.code = Code::StoreAuth,
                 .what = std::string("the variable ") + kTokenFile + " is set without AWS_ROLE_ARN",
                 .hint = "Set both of them, or none."};
  if (std::string name = text_of(parts.variable, "AWS_ROLE_SESSION_NAME"); !name.empty())
    role.session_name = std::move(name);
  return by_token(file, role, parts);
}

Error ProfileCredentials::wrong(const std::string& name, const std::string& why,
                                std::string hint) const {
  const std::string where = profiles_.files.empty() ? "" : " of " + profiles_.files;
  return {.code = Code::StoreAuth,
          .what = "profile \"" + name + "\"" + where + " " + why,
          .hint = std::move(hint)};
}

Error ProfileCredentials::without(const std::string& name, const NoCredentials& none,
                                  const std::string& hint) const {
  return wrong(name, "gives no credentials: " + none.why, none.hint.empty() ? hint : none.hint);
}

Result<AwsCredentials> ProfileCredentials::drawn() {
  const std::string name = chosen_profile(parts_.address, parts_.variable);
  auto drawn = drawn_from(name);
  if (!drawn) return std::move(drawn).error();
  if (auto* credentials = std::get_if<AwsCredentials>(&*drawn)) return std::move(*credentials);
  return without(name, std::get<NoCredentials>(*drawn),
                 "Say in it who it is, or do not name it in the settings.");
}

Result<MaybeCredentials> ProfileCredentials::drawn_if_any() {
  const std::string name = chosen_profile(parts_.address, parts_.variable);
  const bool named = !text_of(parts_.variable, "AWS_PROFILE").empty();
  if (!named && profiles_.find(name) == nullptr)
    return MaybeCredentials(
        NoCredentials{.why = profiles_.files.empty()
                                 ? "there are no shared files of AWS"
                                 : "there is no profile \"" + name + "\" in " + profiles_.files});
  return drawn_from(name);
}

Result<MaybeCredentials> ProfileCredentials::drawn_from(const std::string& name) {
  auto way = steps(name);
  if (!way) return std::move(way).error();
  std::vector<AssumedRole> roles;
  for (const Step& step : *way) {
    if (!step.its_role) continue;
    auto role = role_of(step);
    if (!role) return std::move(role).error();
    roles.insert(roles.begin(), *std::move(role));
  }
  auto drawn = beginning(way->back());
  if (!drawn) return drawn;
  auto* credentials = std::get_if<AwsCredentials>(&*drawn);
  if (credentials == nullptr && !roles.empty())
    return without(way->back().name, std::get<NoCredentials>(*drawn),
                   "It is the source of a role; say in it who assumes that.");
  for (const AssumedRole& role : roles) {
    auto assumed = parts_.sts.assume(role, *credentials);
    if (!assumed) return std::move(assumed).error();
    *credentials = *std::move(assumed);
  }
  return drawn;
}

Result<std::vector<ProfileCredentials::Step>> ProfileCredentials::steps(
    const std::string& name) const {
  std::vector<Step> way;
  for (std::string next = name;;) {
    const AwsProfile* profile = profiles_.find(next);
    if (profile == nullptr)
      return wrong(next, "is not there",
                   way.empty() ? "Write it, or name another one with `profile` or AWS_PROFILE."
                               : "It is the source_profile of \"" + way.back().name + "\".");
    const std::string source = text_in(*profile, "source_profile");
    const bool sourced = !source.empty() || has(*profile, "credential_source");
    const bool by_role = has(*profile, "role_arn") && sourced;
    way.push_back({.name = next, .profile = profile, .its_role = by_role});
    if (!by_role || source.empty()) return way;
    if (has(*profile, "credential_source") || has(*profile, "web_identity_token_file"))
      return wrong(next, "names more than one source for its role",
                   "Keep one of source_profile, credential_source and web_identity_token_file.");
    if (source == next) {  // Its own keys assume its role.
      way.push_back({.name = next, .profile = profile, .its_role = false});
      return way;
    }
    if (std::ranges::count(way, source, &Step::name) > 0)
      return wrong(next, "names \"" + source + "\" as its source, which goes round in a circle",
                   "The last source has keys, a web identity or a process.");
    next = source;
  }
}

Result<AssumedRole> ProfileCredentials::role_of(const Step& step) const {
  const AwsProfile& profile = *step.profile;
  if (has(profile, "mfa_serial"))
    return wrong(step.name, "wants a code of a device (mfa_serial)", kWithoutPerson);
  AssumedRole role{.arn = text_in(profile, "role_arn"),
                   .external_id = text_in(profile, "external_id")};
  if (has(profile, "role_session_name")) role.session_name = text_in(profile, "role_session_name");
  const std::string seconds = text_in(profile, "duration_seconds");
  const char* const end = seconds.data() + seconds.size();
  const auto [rest, failed] = std::from_chars(seconds.data(), end, role.session_seconds);
  constexpr unsigned shortest = 900;
  constexpr unsigned longest = 43'200;
  const bool sound = failed == std::errc{} && rest == end && role.session_seconds >= shortest &&
                     role.session_seconds <= longest;
  if (!seconds.empty() && !sound)
    return wrong(step.name, "has a duration_seconds that is no number from 900 to 43200");
  return role;
}

Result<MaybeCredentials> ProfileCredentials::beginning(const Step& step) {
  const AwsProfile& profile = *step.profile;
  if (step.its_role) return by_source(step);
  if (has(profile, "web_identity_token_file")) return by_web_identity(step);
  const bool key = has(profile, "aws_access_key_id");
  if (key != has(profile, "aws_secret_access_key"))
    return wrong(step.name,
                 key ? "has aws_access_key_id without aws_secret_access_key"
                     : "has aws_secret_access_key without aws_access_key_id",
                 "Write both of them, or none.");
  // Its role is meant only where it says who assumes it; its own keys would be somebody else.
  const bool self = text_in(profile, "source_profile") == step.name;
  if (has(profile, "role_arn") && !self)
    return wrong(step.name, "has a role_arn, and does not say who assumes it",
                 "Add source_profile, credential_source or web_identity_token_file.");
  if (key)
    return MaybeCredentials(
        AwsCredentials{.key_id = text_in(profile, "aws_access_key_id"),
                       .secret = profile.at("aws_secret_access_key").duplicate(),
                       .token = Secret{text_in(profile, "aws_session_token")},
                       .from = "profile \"" + step.name + "\""});
  if (has(profile, "credential_process"))
    return maybe(run_credential_process(
        {.line = text_in(profile, "credential_process"), .profile = step.name}, parts_.address,
        parts_.variable));
  if (wants_a_browser(profile))
    return wrong(step.name, "logs a person in (sso or login_session)", kWithoutPerson);
  return MaybeCredentials(NoCredentials{.why = "it says nothing of credentials"});
}

Result<MaybeCredentials> ProfileCredentials::by_web_identity(const Step& step) {
  if (!has(*step.profile, "role_arn"))
    return wrong(step.name, "has a web_identity_token_file without a role_arn",
                 "Name the role that the token is good for.");
  const auto role = role_of(step);
  if (!role) return role.error();
  return by_token(text_in(*step.profile, "web_identity_token_file"), *role, parts_);
}

Result<MaybeCredentials> ProfileCredentials::by_source(const Step& step) {
  const std::string source = text_in(*step.profile, "credential_source");
  if (source == "Environment") return environment_credentials(parts_.variable);
  if (source == "EcsContainer")
    return container_credentials(parts_.address, parts_.variable, parts_.metadata, parts_.clock);
  if (source == "Ec2InstanceMetadata")
    return InstanceMetadata(parts_.variable, parts_.metadata, parts_.clock).credentials();
  return wrong(step.name, "has a credential_source that is none",
               "It is Environment, EcsContainer or Ec2InstanceMetadata.");
}

}  // namespace pgberth
