#pragma once

#include "reconciler/desired/discovery/discovery.h"

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth::discovery {

/// Whose a repository is that a manifest names.
enum class Whose { Ours, Others, Unknown };

/// What all parts of one discovery share: the tree, what was said about it, and what was found out.
class Hunt {
 public:
  /// `files` are those of the tree, sorted. All of it must outlive this.
  Hunt(Tree& tree, const DiscoveryOptions& options, const std::vector<std::string>& files,
       Findings& findings);

  Tree& tree() { return tree_; }
  const DiscoveryLimits& limits() const { return options_.limits; }
  const std::vector<std::string>& files() const { return files_; }
  bool has(const std::string& path) const;

  Whose whose(const std::string& url) const;
  /// Takes the repository at `url`, whose it is not known, for this one, and says so once.
  void take_for_ours(const std::string& url, const SourcePos& at);

  void tell(Code code, std::string what, const SourcePos& at, std::string hint = {});
  void tell(const Error& error, const SourcePos& at);
  void tell(Findings findings);

  /// Counts what templates were filled into; false, with a finding, when it becomes too much.
  bool count_rendered(std::size_t values, const SourcePos& at);
  bool count_application(const SourcePos& at);

 private:
  bool within(std::size_t count, std::size_t limit, std::string_view what, const SourcePos& at);

  Tree& tree_;
  const DiscoveryOptions& options_;
  const std::vector<std::string>& files_;
  Findings& findings_;
  std::set<std::string> ours_{};
  std::set<std::string> assumed_{};
  std::set<std::string_view> beyond_{};
  std::size_t rendered_ = 0;
  std::size_t applications_ = 0;
};

/// The text of the scalar at the end of `path`; "" when there is none.
std::string text_at(const ValuePtr& node, std::initializer_list<std::string_view> path);

/// The node there, or nullptr.
ValuePtr node_at(ValuePtr node, std::initializer_list<std::string_view> path);

/// Where `node` stands, or `otherwise` where there is none.
SourcePos place_of(const ValuePtr& node, const SourcePos& otherwise);

bool is_true(const ValuePtr& node);

}  // namespace pgberth::discovery
