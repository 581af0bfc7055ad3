#include "reconciler/settings/read_aws.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

AssumedRole read_role(Section& section) {
  AssumedRole role{.arn = section.needed_word("roleArn"),
                   .external_id = section.text("externalId")};
  if (section.has("sessionName")) role.session_name = section.needed_word("sessionName");
  if (!role.arn.empty() &&
      (!role.arn.starts_with("arn:") || role.arn.find(":role/") == std::string::npos))
    section.refuse("roleArn", "is no role", "Write it as \"arn:aws:iam::123456789012:role/NAME\".");
  section.finish();
  return role;
}

/// One role, or several that lead from one to the next.
std::vector<AssumedRole> read_roles(Section& section) {
  std::vector<AssumedRole> roles;
  const ValuePtr said = section.value("assumeRole");
  if (!said) return roles;
  if (said->is_mapping()) {
    Section one = section.section("assumeRole");
    roles.push_back(read_role(one));
    return roles;
  }
  for (Section& one : section.sections("assumeRole")) roles.push_back(read_role(one));
  return roles;
}

std::optional<bool> read_flag(Section& section, std::string_view key) {
  if (!section.has(key)) return std::nullopt;
  return section.flag(key, false);
}

std::string read_endpoint(Section& section, std::string_view key) {
  std::string url = section.text(key);
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    section.refuse(key, "is no https:// address");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::map<std::string, std::string> read_tags(Section& section) {
  std::map<std::string, std::string> tags;
  for (const Member& member : section.members("tags")) {
    const bool is_text = member.value && !member.value->is_null() && member.value->children.empty();
    if (is_text)
      tags[member.key] = member.value->text;
    else
      section.refuse("tags", "must be texts");
  }
  return tags;
}

}  // namespace

AwsAddress read_aws(Section& section, const NamedFile& file) {
  constexpr Section::Range calls{1, 1'000};
  AwsAddress address{.region = section.word("region"),
                     .profile = section.text("profile"),
                     .config_file = file(section, "configFile"),
                     .credentials_file = file(section, "credentialsFile"),
                     .roles = read_roles(section),
                     .endpoint = read_endpoint(section, "endpoint"),
                     .sts_endpoint = read_endpoint(section, "stsEndpoint"),
                     .fips = read_flag(section, "fips"),
                     .dual_stack = read_flag(section, "dualStack"),
                     .ca_file = file(section, "caFile"),
                     .proxy = section.text("proxy"),
                     .kms_key = section.text("kmsKey"),
                     .description = section.text("description"),
                     .tags = read_tags(section)};
  address.calls_per_second =
      static_cast<unsigned>(section.number("callsPerSecond", address.calls_per_second, calls));
  for (const auto& [key, flag] :
       {std::pair{"fips", address.fips}, std::pair{"dualStack", address.dual_stack}})
    if (flag.value_or(false) && !address.endpoint.empty())
      section.refuse(key, "is said beside an endpoint", "An endpoint is used as it is.");
  return address;
}

}  // namespace pgberth
