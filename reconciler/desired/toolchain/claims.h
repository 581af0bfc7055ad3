#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/desired/toolchain/options.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth::toolchain {

/// Makes the claims of one environment, database by database.
///
/// A database that the options refuse (deprecated, for development only, not allowed) is claimed
/// too, as not selected: who asks for it is seen in every listing, and nothing is planned.
class ClaimMaker {
 public:
  /// `namespaces`: sound and each once.
  ClaimMaker(const EnvironmentSettings& settings, const Options& options,
             std::vector<std::string> namespaces);

  /// One claim for each namespace: the database with its owner role, a login role of the
  /// namespace, and the Secret that the charts mount. `wishes` are all that ask for `database`.
  void add(const std::string& database, const std::vector<Wish>& wishes);

  /// One claim for all namespaces: a role of the database's own name, and the same password in a
  /// Secret of each; the first namespace's decides.
  void add_simple(const std::string& database, const SourcePos& at);

  Desired finish() &&;

 private:
  struct Object {
    std::string database;
    std::string owner{};  ///< "" for a simple database.
    std::string login;
    SourcePos at{};
  };

  Claim claim_of(ClaimId id, const Object& object, bool selected);
  Place place_in(const std::string& path, Part part, const Shared<Layout>& layout,
                 const SourcePos& at) const;
  ServerId add_server(const ServerOption* server);
  void check(const Object& object, const Claim& claim);
  void tell(Finding finding);
  void tell_about_wishes(const std::vector<Wish>& wishes, const std::set<ClaimId>& claims);
  void tell_simple(const std::vector<Wish>& wishes, const ClaimId& claim);
  ClaimId id_of(const std::string& name_space, const std::string& database) const;
  ClaimId simple_id(const std::string& database) const;

  const EnvironmentSettings& settings_;
  const Options& options_;
  std::vector<std::string> namespaces_;
  Shared<Shape> shape_;
  Shared<Shape> simple_shape_;
  Desired desired_{};
  std::map<Finding, std::set<ClaimId>> told_{};  ///< The findings, their claims aside.
};

}  // namespace pgberth::toolchain
