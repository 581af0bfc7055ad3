#pragma once

#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/base/result.h"
#include "reconciler/model/store_address.h"

#include <map>
#include <optional>
#include <string>

namespace pgberth {

/// The settings of one profile, by their names in lower case; secrets are in it, too.
using AwsProfile = std::map<std::string, Secret>;

/// What AWS's shared files say: the config file and the credentials file, which goes before it.
struct AwsProfiles {
  std::map<std::string, AwsProfile> profiles{};
  std::map<std::string, AwsProfile>
      services{};       ///< `[services NAME]`: "secrets_manager.endpoint_url".
  std::string files{};  ///< Where that stands, for errors.

  /// nullptr: there is no such profile.
  const AwsProfile* find(const std::string& name) const;
};

/// The text of a setting, or "".
std::string text_in(const AwsProfile& profile, const std::string& key);

/// Reads both files, anew each time. A file that is not there is empty, unless the settings of
/// `address` or a variable name it. Errors (StoreAuth): a file cannot be read, is no such file, or
/// is where whoever writes values can write; with file and line.
Result<AwsProfiles> read_aws_profiles(const AwsAddress& address, const AwsVariable& variable);

/// Where the two files are, whether or not they are there; "": there is no home to look in.
struct AwsFiles {
  std::string config;
  std::string credentials;
};
AwsFiles aws_files(const AwsAddress& address, const AwsVariable& variable);

/// The profile that `address` or a variable names, else "default".
std::string chosen_profile(const AwsAddress& address, const AwsVariable& variable);

}  // namespace pgberth
