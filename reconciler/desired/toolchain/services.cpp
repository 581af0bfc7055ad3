#include "reconciler/desired/toolchain/services.h"

#include "reconciler/desired/toolchain/service.h"
#include "reconciler/desired/values_files.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace pgberth::toolchain {
namespace {

constexpr std::string_view kFile = "values.yaml";
constexpr std::array<std::string_view, 8> kNoServices{"base", "charts",   "fixtures", "templates",
                                                      "test", "testdata", "tests",    "testing"};

bool is_values_file(const std::string& path) {
  return path == kFile || path.ends_with("/" + std::string(kFile));
}

/// The folder, below the environment's own, for which `path` cannot be a service; "" when it can.
std::string folder_of_no_service(const std::string& path, const std::string& folder) {
  std::size_t begin = folder.empty() ? 0 : folder.size() + 1;
  for (std::size_t end = path.find('/', begin); end != std::string::npos;
       begin = end + 1, end = path.find('/', begin)) {
    std::string part = path.substr(begin, end - begin);
    if (part.starts_with("_") || std::ranges::find(kNoServices, part) != kNoServices.end())
      return part;
  }
  return "";
}

bool has_template_mark(std::string_view text) {
  return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos;
}

std::string_view line_of(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return "";
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

/// Where `text` turns out to be a template: where YAML ends and a mark stands, or at a name that
/// is yet to be filled in.
std::optional<SourcePos> template_mark(std::string_view text, const YamlText& read) {
  for (const Finding& finding : read.findings)
    if (finding.severity() == Severity::Error && finding.where.line > 0 &&
        has_template_mark(line_of(text, finding.where.line)))
      return finding.where;
  for (const std::string_view key : {"name", "service_name"})
    if (const ValuePtr name = child_of(read.root, key); name && has_template_mark(name->text))
      return name->at;
  return std::nullopt;
}

Finding no_values(const SourcePos& at, std::string what) {
  return {.code = Code::NotValues, .what = std::move(what), .where = at};
}

/// Collects what the files of one environment ask for.
class Collector {
 public:
  Collector(const EnvironmentSettings& settings, Tree& tree)
      : settings_(settings), tree_(tree), folder_(settings.folder) {
    while (folder_.ends_with('/')) folder_.pop_back();
  }

  Wishes run() && {
    if (!settings_.files.empty()) {
      for (const std::string& file : settings_.files) add(file, "");
      return std::move(result_);
    }
    const auto paths = tree_.files(folder_);
    if (!paths) {
      tell(paths.error(), folder_);
      return std::move(result_);
    }
    std::ranges::move(not_followed(folder_, tree_), std::back_inserter(result_.findings));
    for (const std::string& path : *paths)
      if (is_values_file(path)) add(path, folder_of_no_service(path, folder_));
    return std::move(result_);
  }

 private:
  void tell(Error error, const std::string& path) {
    if (!error.where.known()) error.where = {.file = path};
    result_.findings.push_back(finding_of(error));
  }

  /// `aside`: the folder for which it is no service, or "".
  void add(const std::string& path, const std::string& aside) {
    ++result_.files;
    const YamlLimits limits;
    const auto text = tree_.read(path, limits.bytes);
    if (!text) {
      tell(text.error(), path);
      return;
    }
    YamlText read = read_yaml(*text, path, limits);
    if (const auto mark = template_mark(*text, read)) {
      result_.findings.push_back(no_values(*mark, "a template, not values"));
      return;
    }
    if (!aside.empty()) {
      if (!read.root || speaks_of_databases(read.root))
        result_.findings.push_back(
            no_values({.file = path}, "lies in \"" + aside + "\", where no services are"));
      return;
    }
    if (read.root && !speaks_of_databases(read.root)) return;
    std::ranges::move(read.findings, std::back_inserter(result_.findings));
    if (read.root) add_service(read.root, path);
  }

  void add_service(const ValuePtr& values, const std::string& path) {
    Wishes more = toolchain::wishes_of(values, name_of(values, path));
    std::ranges::move(more.wishes, std::back_inserter(result_.wishes));
    std::ranges::move(more.findings, std::back_inserter(result_.findings));
  }

  /// Two files may give one name to their services; the second one is told apart by its path.
  ServiceName name_of(const ValuePtr& values, const std::string& path) {
    ServiceName name = service_of(values, path);
    if (!names_.insert(name).second) name = ServiceName{name.str() + " (" + path + ")"};
    return name;
  }

  const EnvironmentSettings& settings_;
  Tree& tree_;
  std::string folder_;
  std::set<ServiceName> names_{};
  Wishes result_{};
};

}  // namespace

Wishes wishes_of(const EnvironmentSettings& settings, Tree& tree) {
  return Collector(settings, tree).run();
}

}  // namespace pgberth::toolchain
