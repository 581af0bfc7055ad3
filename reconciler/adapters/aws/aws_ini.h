#pragma once

#include "reconciler/adapters/aws/aws_config.h"

#include <string>
#include <string_view>

namespace pgberth {

/// Which of AWS's two shared files it is: they name their profiles in other ways.
enum class AwsFile { Config, Credentials };

/// Reads the text of one file into `profiles`; what is said here goes before what is there already,
/// and a key goes with its own secret. Lines mean what they mean to AWS's tools: "[profile NAME]"
/// in the config file and "[NAME]" in the other one, comments, settings below a setting
/// ("s3.addressing_style"). Errors (StoreAuth): the line that is none of that; never its text.
Result<Done> read_aws_ini(std::string_view text, const std::string& file, AwsFile kind,
                          AwsProfiles& profiles);

}  // namespace pgberth
