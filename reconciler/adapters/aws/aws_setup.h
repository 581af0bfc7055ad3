#pragma once

#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/adapters/aws/signed_line.h"
#include "reconciler/model/store_address.h"

#include <string>
#include <string_view>

namespace pgberth {

/// A part of AWS that has accounts and names of its own.
struct AwsPartition {
  std::string_view name;        ///< "aws-cn": the second word of ARNs.
  std::string_view suffix;      ///< "amazonaws.com.cn".
  std::string_view dual_stack;  ///< The same where services are reached by IPv6, too.
};

/// That of a region; an unknown one is one of the largest.
const AwsPartition& partition_of(const std::string& region);

/// Where Secrets Manager and STS of an address are asked.
struct AwsSetup {
  AwsEndpoint secrets{};
  AwsEndpoint sts{};
  bool of_aws = false;  ///< Secrets Manager is asked at an address of AWS's own.
};

/// What the address says, else variables, else the profile.
/// Errors: BadSettings (no region is known, or it or an endpoint is none), those of
/// read_aws_profiles().
Result<AwsSetup> aws_setup(const AwsAddress& address, const AwsVariable& variable);

}  // namespace pgberth
