#pragma once

#include "reconciler/adapters/check_list.h"
#include "reconciler/adapters/vault/kv_name.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// "create", "read", … as policies write them.
using Capabilities = std::set<std::string>;
/// What our token may do, by path.
using GrantedCapabilities = std::map<std::string, Capabilities>;

/// A piece of a policy.
std::string policy_block(const std::string& path, const Capabilities& capabilities);

/// What has to be granted so that entries can be used, and what of it is missing.
class KvRights {
 public:
  /// What one entry needs; without `optional` all that is asked for can be done.
  struct Need {
    Capabilities needed{};
    Capabilities optional{};
  };

  /// Of an entry whose mount is known.
  void need(const KvName& name, const Need& need);
  /// Of one whose mount is hidden from us: nothing may be done in it, or it is not there.
  void need_hidden(const std::string& path, const Need& need);
  /// A folder in which names are listed.
  void list(const std::string& path) { lists_.insert(path); }

  /// All paths that Vault has to be asked about.
  std::set<std::string> paths() const;

  /// What is missing, and in how many entries nothing is.
  void tell(const GrantedCapabilities& granted, CheckList& checks) const;

 private:
  void tell_hidden(const GrantedCapabilities& granted, CheckList& checks) const;
  void tell_fine(const GrantedCapabilities& granted, CheckList& checks) const;

  std::map<std::string, Need> needs_{};   ///< By path, as policies write it.
  std::map<std::string, Need> hidden_{};  ///< By path, as values write it.
  std::set<std::string> lists_{};
};

}  // namespace pgberth
