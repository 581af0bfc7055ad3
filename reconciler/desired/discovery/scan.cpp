#include "reconciler/desired/discovery/scan.h"

#include "reconciler/desired/discovery/paths.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kKind = "Application";
constexpr std::size_t kMostKeys = 2000;

bool is_yaml(const std::string& path) {
  return path.ends_with(".yaml") || path.ends_with(".yml");
}

/// Where `text` says `kind: Application` or `kind: ApplicationSet`, in whatever quotes.
std::optional<std::size_t> argo_kind(std::string_view text) {
  for (std::size_t at = text.find(kKind); at != std::string_view::npos;
       at = text.find(kKind, at + 1)) {
    std::size_t before = at;
    const auto skip = [&](std::string_view what) {
      while (before > 0 && what.find(text[before - 1]) != std::string_view::npos) --before;
    };
    skip("\"' ");
    if (before == 0 || text[before - 1] != ':') continue;
    --before;
    skip("\"' ");
    if (text.substr(0, before).ends_with("kind")) return at;
  }
  return std::nullopt;
}

/// Whether there may be a manifest of Argo CD though its kind is written in another way: behind an
/// anchor, a tag or an escape, or on the next line.
bool may_be_argo(std::string_view text) {
  if (text.find("argoproj.io") != std::string_view::npos) return true;
  const bool escapes = text.find("\\u") != std::string_view::npos ||
                       text.find("\\x") != std::string_view::npos ||
                       text.find("\\U") != std::string_view::npos;
  return escapes && text.find("spec") != std::string_view::npos;
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

/// The keys that stand at the beginning of lines: all that is needed to tell what a file may be.
std::vector<std::string> keys_of(std::string_view text) {
  std::set<std::string> keys;
  while (!text.empty() && keys.size() < kMostKeys) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    const bool key = colon != std::string_view::npos && colon > 0 && colon < 100 &&
                     line.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_-.") == colon;
    if (key) keys.emplace(line.substr(0, colon));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {keys.begin(), keys.end()};
}

bool of_argo(const ValuePtr& root) {
  const ValuePtr version = child_of(root, "apiVersion");
  const ValuePtr kind = child_of(root, "kind");
  return version && version->text.starts_with("argoproj.io/") && kind &&
         (kind->text == "Application" || kind->text == "ApplicationSet");
}

class Scanner {
 public:
  Scanner(Tree& tree, const DiscoveryLimits& limits) : tree_(tree), limits_(limits) {}

  Scan run() && {
    auto files = tree_.files("");
    if (!files) {
      scan_.findings.push_back(finding_of(files.error()));
      return std::move(scan_);
    }
    scan_.files = *std::move(files);
    look_into_all(scan_.files, true);
    look_into_hidden();
    tell_not_followed();
    scan_.decisive.assign(decisive_.begin(), decisive_.end());
    return std::move(scan_);
  }

 private:
  /// `outlined`: they may be values of environments that no manifest names.
  void look_into_all(const std::vector<std::string>& paths, bool outlined) {
    for (const std::string& path : paths) {
      if (!is_yaml(path)) continue;
      if (looked_into_++ == limits_.files) {
        scan_.findings.push_back(
            {.code = Code::DiscoveryLimit,
             .what = "there are more than " + std::to_string(limits_.files) +
                     " YAML files, the rest is not looked into",
             .where = {.file = path},
             .hint = "Look into a smaller folder, or name the environments in the settings."});
      }
      if (looked_into_ > limits_.files) return;
      look_into(path, outlined);
    }
  }

  void look_into_hidden() {
    const auto hidden = tree_.hidden_files("");
    if (hidden) return look_into_all(*hidden, false);
    tell("folders that begin with a dot are not looked into: " + finding_of(hidden.error()).what,
         hidden.error().where, hidden.error().hint);
  }

  void tell_not_followed() {
    const auto errors = tree_.not_followed("");
    if (!errors) return tell(finding_of(errors.error()).what, errors.error().where, "");
    for (const Error& error : *errors) unread(*error.where.file, error);
  }

  void look_into(const std::string& path, bool outlined) {
    auto text = tree_.read(path, limits_.file_bytes);
    if (!text) {
      unread(path, text.error());
      return;
    }
    if (outlined) scan_.outlines.push_back({.path = path, .keys = keys_of(*text)});
    if (const auto at = argo_kind(*text))
      take(path, std::make_shared<const std::string>(*std::move(text)), *at);
    else if (may_be_argo(*text))
      look_for_hidden(path, std::make_shared<const std::string>(*std::move(text)));
  }

  /// Of a file that has no such manifest nothing is told.
  void look_for_hidden(const std::string& path, const std::shared_ptr<const std::string>& text) {
    for (const ValuePtr& root : read_documents(*text, path, limits_of_text()).roots)
      if (add(root, text)) decisive_.insert(path);
  }

  YamlLimits limits_of_text() const {
    return {.bytes = limits_.file_bytes, .depth = 60, .nodes = 100'000, .expanded_nodes = 100'000};
  }

  void unread(const std::string& path, const Error& error) {
    decisive_.insert(path);
    const bool large = error.code == Code::FileTooLarge;
    scan_.findings.push_back(
        {.code = large ? Code::DiscoveryLimit : Code::ManifestUnreadable,
         .what = large ? "the file is too large to be looked into" : finding_of(error).what,
         .where = {.file = path},
         .hint = large ? "If it holds manifests, split it." : error.hint});
  }

  void take(const std::string& path, const std::shared_ptr<const std::string>& text,
            std::size_t at) {
    decisive_.insert(path);
    const SourcePos where{.file = path, .line = line_of(*text, at)};
    const bool braces = text->find("{{") != std::string::npos;
    if (braces && below_chart(path)) return tell_chart(where);
    YamlDocuments read = read_documents(*text, path, limits_of_text());
    const std::size_t before = scan_.manifests.size();
    for (const ValuePtr& root : read.roots) add(root, text);
    if (braces && has_error(read.findings))
      return tell("the manifest is a template, its environment is not known", where,
                  "Name the environment in the settings.");
    for (Finding& finding : read.findings) {
      const bool error = finding.severity() == Severity::Error;
      if (error) finding.code = Code::ManifestUnreadable;
      if (error || scan_.manifests.size() > before) scan_.findings.push_back(std::move(finding));
    }
  }

  /// Whether it is a manifest, or has some.
  bool add(const ValuePtr& root, const std::shared_ptr<const std::string>& text) {
    const std::size_t before = scan_.manifests.size();
    const ValuePtr kind = child_of(root, "kind");
    if (kind && (kind->text == "List" || kind->text == "ApplicationList" ||
                 kind->text == "ApplicationSetList")) {
      if (const ValuePtr items = child_of(root, "items"))
        for (const Member& item : items->children)
          if (of_argo(item.value)) push(item.value, text);
    } else if (of_argo(root)) {
      push(root, text);
    }
    return scan_.manifests.size() > before;
  }

  void push(const ValuePtr& root, const std::shared_ptr<const std::string>& text) {
    const ValuePtr kind = child_of(root, "kind");
    scan_.manifests.push_back({.root = root, .text = text, .set = kind->text != kKind});
  }

  /// Whether it is one of the templates of a chart, which is filled in by Helm.
  bool below_chart(const std::string& path) {
    const std::size_t templates = ("/" + path).rfind("/templates/");
    if (templates == std::string::npos) return false;
    chart_ = path.substr(0, templates == 0 ? 0 : templates - 1);
    return std::ranges::binary_search(scan_.files, below(chart_, "Chart.yaml"));
  }

  void tell_chart(const SourcePos& where) {
    if (!told_.insert(chart_).second) return;
    tell("templates of Argo CD applications cannot be read without the values of their chart, \"" +
             (chart_.empty() ? "." : chart_) + "\"",
         where, "Name such environments in the settings.");
  }

  void tell(std::string what, const SourcePos& where, std::string hint) {
    scan_.findings.push_back({.code = Code::ManifestUnreadable,
                              .what = std::move(what),
                              .where = where,
                              .hint = std::move(hint)});
  }

  Tree& tree_;
  const DiscoveryLimits& limits_;
  Scan scan_{};
  std::size_t looked_into_ = 0;
  std::string chart_{};  ///< Of the file that was asked about last.
  std::set<std::string> told_{};
  std::set<std::string> decisive_{};
};

}  // namespace

Scan scan(Tree& tree, const DiscoveryLimits& limits) {
  return Scanner(tree, limits).run();
}

}  // namespace pgberth::discovery
