#include "reconciler/adapters/aws/aws_config.h"

#include "reconciler/adapters/aws/aws_ini.h"
#include "reconciler/adapters/secret_file.h"

#include <filesystem>
#include <utility>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// One of the two files, and whether somebody named it.
struct NamedFile {
  std::string path;
  bool named;
};

std::string said(const AwsVariable& variable, const std::string& name) {
  return variable(name).value_or("");
}

NamedFile file_of(const std::string& by_settings, const std::string& by_variable,
                  const std::string& below_home, const AwsVariable& variable) {
  if (!by_settings.empty()) return {.path = by_settings, .named = true};
  const std::string home = said(variable, "HOME");
  const std::string path = said(variable, by_variable);
  if (path.starts_with("~/") && !home.empty())
    return {.path = home + path.substr(1), .named = true};
  if (!path.empty()) return {.path = path, .named = true};
  return {.path = home.empty() ? "" : home + "/.aws/" + below_home, .named = false};
}

Result<Done> read_file(const NamedFile& file, AwsFile kind, const AwsAddress& address,
                       AwsProfiles& into) {
  std::error_code failed;
  const bool there = !file.path.empty() && (fs::exists(file.path, failed) || failed);
  if (!there && !file.named) return Done{};
  if (address.among_values && address.among_values(file.path))
    return Error{.code = Code::StoreAuth,
                 .what = "AWS's shared file \"" + file.path + "\" lies among the values",
                 .hint = "Keep it where whoever writes values cannot write."};
  const auto bytes =
      read_secret_file({.path = file.path, .what = "shared file of AWS", .code = Code::StoreAuth});
  if (!bytes) return bytes.error();
  into.files += (into.files.empty() ? "\"" : " and \"") + file.path + "\"";
  return read_aws_ini(bytes->reveal(), file.path, kind, into);
}

}  // namespace

const AwsProfile* AwsProfiles::find(const std::string& name) const {
  const auto found = profiles.find(name);
  return found == profiles.end() ? nullptr : &found->second;
}

std::string text_in(const AwsProfile& profile, const std::string& key) {
  const auto found = profile.find(key);
  return found == profile.end() ? "" : std::string(found->second.reveal());
}

AwsFiles aws_files(const AwsAddress& address, const AwsVariable& variable) {
  return {.config = file_of(address.config_file, "AWS_CONFIG_FILE", "config", variable).path,
          .credentials = file_of(address.credentials_file, "AWS_SHARED_CREDENTIALS_FILE",
                                 "credentials", variable)
                             .path};
}

Result<AwsProfiles> read_aws_profiles(const AwsAddress& address, const AwsVariable& variable) {
  AwsProfiles profiles;
  const NamedFile config = file_of(address.config_file, "AWS_CONFIG_FILE", "config", variable);
  const NamedFile credentials =
      file_of(address.credentials_file, "AWS_SHARED_CREDENTIALS_FILE", "credentials", variable);
  if (auto read = read_file(config, AwsFile::Config, address, profiles); !read)
    return std::move(read).error();
  if (auto read = read_file(credentials, AwsFile::Credentials, address, profiles); !read)
    return std::move(read).error();
  return profiles;
}

std::string chosen_profile(const AwsAddress& address, const AwsVariable& variable) {
  if (!address.profile.empty()) return address.profile;
  const std::string named = said(variable, "AWS_PROFILE");
  return named.empty() ? "default" : named;
}

}  // namespace pgberth
