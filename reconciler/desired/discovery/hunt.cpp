#include "reconciler/desired/discovery/hunt.h"

#include "reconciler/desired/discovery/repository_url.h"
#include "reconciler/text/scalar.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth::discovery {

Hunt::Hunt(Tree& tree, const DiscoveryOptions& options, const std::vector<std::string>& files,
           Findings& findings)
    : tree_(tree), options_(options), files_(files), findings_(findings) {
  for (const std::string& url : options.repository_urls) ours_.insert(canonical_url(url));
}

bool Hunt::has(const std::string& path) const {
  if (std::ranges::binary_search(files_, path)) return true;
  // Lists leave out what begins with a dot and what is behind symlinks.
  const auto text = tree_.read(path, limits().file_bytes);
  return text || text.error().code != Code::FileMissing;
}

Whose Hunt::whose(const std::string& url) const {
  const std::string canonical = canonical_url(url);
  if (ours_.contains(canonical) || assumed_.contains(canonical)) return Whose::Ours;
  return ours_.empty() ? Whose::Unknown : Whose::Others;
}

void Hunt::take_for_ours(const std::string& url, const SourcePos& at) {
  if (!assumed_.insert(canonical_url(url)).second) return;
  tell(Code::Assumed, "\"" + url + "\" is taken for this repository, which has the files", at);
}

void Hunt::tell(Code code, std::string what, const SourcePos& at, std::string hint) {
  findings_.push_back(
      {.code = code, .what = std::move(what), .where = at, .hint = std::move(hint)});
}

void Hunt::tell(const Error& error, const SourcePos& at) {
  Finding finding = finding_of(error);
  if (!finding.where.known()) finding.where = at;
  findings_.push_back(std::move(finding));
}

void Hunt::tell(Findings findings) {
  std::ranges::move(findings, std::back_inserter(findings_));
}

bool Hunt::count_rendered(std::size_t values, const SourcePos& at) {
  rendered_ += values;
  return within(rendered_, limits().rendered_values, "values in templates", at);
}

bool Hunt::count_application(const SourcePos& at) {
  return within(++applications_, limits().applications, "applications", at);
}

bool Hunt::within(std::size_t count, std::size_t limit, std::string_view what,
                  const SourcePos& at) {
  if (count <= limit) return true;
  if (beyond_.insert(what).second)
    tell(Code::DiscoveryLimit,
         "ApplicationSets make more than " + std::to_string(limit) + " " + std::string(what) +
             ", the rest is left out",
         at, "Look into a smaller folder, or name the environments in the settings.");
  return false;
}

ValuePtr node_at(ValuePtr node, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) node = child_of(node, key);
  return node;
}

std::string text_at(const ValuePtr& node, std::initializer_list<std::string_view> path) {
  const ValuePtr value = node_at(node, path);
  return value ? value->text : "";
}

SourcePos place_of(const ValuePtr& node, const SourcePos& otherwise) {
  return node && node->at.known() ? node->at : otherwise;
}

bool is_true(const ValuePtr& node) {
  if (!node) return false;
  return node->kind == Kind::Bool && typed(*node).truth;
}

}  // namespace pgberth::discovery
