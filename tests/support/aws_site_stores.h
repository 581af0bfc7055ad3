#pragma once

#include "tests/support/aws_gate.h"
#include "tests/support/aws_root.h"
#include "tests/support/site_stores.h"
#include <map>
#include <string>

namespace pgberth {

/// A region of Secrets Manager for a site, in which the program is "pgberth" and may do what
/// deploy/rights/aws/{read,create}.json allow for entries that begin with "demo-".
class AwsRegion {
 public:
  AwsRegion();

  AwsGate& gate() { return gate_; }
  const AwsRoot& root() const { return root_; }
  const AwsIdentity& identity() const { return identity_; }

  /// The shipped rights for these entries, too.
  void allow_also(const std::string& prefix);
  /// What was asked and was not one of the calls that pgberth makes, or was refused for a right.
  std::string wrong_calls() const;

 private:
  void admit();

  AwsGate gate_;
  AwsRoot root_;
  AwsIdentity identity_;
  std::vector<std::string> prefixes_{"demo-"};
};

/// The region as the store `aws` of a site; files stand in for all others. The program asks at
/// `url`: the gate's own, or that of a proxy before it.
MakeItsStores stores_in(AwsRegion& region, const std::string& url);

/// From where the program has its keys, instead of those of a user.
struct AwsLogin {
  std::map<std::string, std::string> variables;
  std::string sts_url;  ///< Where STS is.
};
/// The same for a program that has its keys as `login` says.
MakeItsStores stores_in(AwsRegion& region, const AwsLogin& login);

}  // namespace pgberth
