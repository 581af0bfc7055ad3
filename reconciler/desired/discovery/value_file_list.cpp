#include "reconciler/desired/discovery/value_file_list.h"

#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::size_t kTriesForOne = 16;  ///< To try a file is that much less than to fill in.

/// One item of `valueFiles` once its beginning is understood.
struct Item {
  std::string written;
  SourcePos at{};
  std::string url{};   ///< Of the repository that it is in.
  std::string path{};  ///< There; maybe a pattern.
};

class Lister {
 public:
  Lister(const ChartPlace& place, const BuildWords& words, bool ignore_missing, Hunt& hunt)
      : place_(place), words_(words), ignore_missing_(ignore_missing), hunt_(hunt) {}

  ValueFileList run(const Value& list) && {
    std::vector<Item> items;
    for (const Member& member : list.children) understand(*member.value, items);
    for (const Item& item : items) recognise(item);
    std::set<std::string> by_name;  // A pattern leaves these to their own item.
    for (const Item& item : items)
      if (!is_pattern(item.path)) by_name.insert(item.path);
    for (const Item& item : items) is_pattern(item.path) ? add_all(item, by_name) : add(item);
    return std::move(list_);
  }

 private:
  void understand(const Value& value, std::vector<Item>& items) {
    if (value.kind == Kind::Mapping || value.kind == Kind::Sequence || value.is_null()) {
      list_.whole = false;
      hunt_.tell(Code::ManifestRefused, "a values file is named by something that is no text",
                 value.at);
      return;
    }
    Item item{.written = value.text, .at = value.at};
    if (item.written.find("://") != std::string::npos) return elsewhere(item, "behind a URL");
    std::string rest = item.written;
    std::string base;
    if (const auto ref = place_.refs.find(rest.substr(0, rest.find('/')));
        ref != place_.refs.end()) {
      item.url = ref->second;
      rest.erase(0, std::min(rest.find('/') + 1, rest.size()));
    } else {
      if (place_.packed) return elsewhere(item, "in the packed chart");
      item.url = place_.url;
      base = place_.path;
    }
    auto filled = with_words(rest, words_);
    if (!filled) {
      list_.whole = false;
      hunt_.tell(filled.error(), item.at);
      return;
    }
    auto normal = normal_path(below(base, *filled));
    if (!normal) {
      list_.whole = false;
      hunt_.tell(Code::OutsideRepository, "\"" + item.written + "\" leads out of the repository",
                 item.at, "Argo CD refuses it as well; correct the path.");
      return;
    }
    item.path = *std::move(normal);
    items.push_back(std::move(item));
  }

  /// One file that is here tells of all others of its repository, those that may be missing too.
  void recognise(const Item& item) {
    if (hunt_.whose(item.url) != Whose::Unknown) return;
    const bool there = is_pattern(item.path) ? !fitting_files(item).empty() : hunt_.has(item.path);
    if (there) hunt_.take_for_ours(item.url, item.at);
  }

  /// Whether the files of `item` can be looked for in this tree.
  bool here(const Item& item) {
    const Whose whose = hunt_.whose(item.url);
    if (whose == Whose::Ours) return true;
    elsewhere(item, whose == Whose::Others
                        ? "in another repository, \"" + item.url + "\""
                        : "in \"" + item.url + "\", and this repository has no such file");
    return false;
  }

  void elsewhere(const Item& item, const std::string& where) {
    list_.whole = false;
    hunt_.tell(Code::ForeignValues, "values file \"" + item.written + "\" is " + where, item.at,
               "Without it the environment is not whole; it is listed, and not read.");
  }

  void add(const Item& item) {
    if (!here(item)) return;
    if (hunt_.has(item.path))
      list_.files.push_back(item.path);
    else
      missing(item, "is not there");
  }

  void add_all(const Item& item, const std::set<std::string>& by_name) {
    if (!here(item)) return;
    std::vector<std::string> fitting = fitting_files(item);
    if (fitting.empty()) return missing(item, "fits no file");
    std::ranges::sort(fitting, files_first);
    for (std::string& file : fitting)
      if (!by_name.contains(file) && by_pattern_.insert(file).second)
        list_.files.push_back(std::move(file));
  }

  /// Only files that begin as the pattern does are tried.
  std::vector<std::string> fitting_files(const Item& item) {
    const std::string begin = item.path.substr(0, item.path.find_first_of("*?[\\"));
    std::vector<std::string> fitting;
    auto file = std::ranges::lower_bound(hunt_.files(), begin);
    std::size_t tried = 0;
    for (; file != hunt_.files().end() && file->starts_with(begin); ++file, ++tried)
      if (fits_path(item.path, *file, true)) fitting.push_back(*file);
    if (!hunt_.count_rendered(tried / kTriesForOne, item.at)) list_.whole = false;
    return fitting;
  }

  void missing(const Item& item, const std::string& what) {
    if (ignore_missing_) return;
    list_.whole = false;
    hunt_.tell(Code::FileMissing, "values file \"" + item.written + "\" " + what, item.at,
               "Add it, or let the application ignore missing values files.");
  }

  const ChartPlace& place_;
  const BuildWords& words_;
  bool ignore_missing_;
  Hunt& hunt_;
  ValueFileList list_{};
  std::set<std::string> by_pattern_{};
};

}  // namespace

ValueFileList value_file_list(const ValuePtr& helm, const ChartPlace& place,
                              const BuildWords& words, Hunt& hunt) {
  const ValuePtr list = child_of(helm, "valueFiles");
  if (!list || list->is_null()) return {};
  if (list->kind != Kind::Sequence) {
    hunt.tell(Code::ManifestRefused, "\"valueFiles\" is no list", list->at);
    return {.files = {}, .whole = false};
  }
  return Lister(place, words, is_true(child_of(helm, "ignoreMissingValueFiles")), hunt).run(*list);
}

}  // namespace pgberth::discovery
