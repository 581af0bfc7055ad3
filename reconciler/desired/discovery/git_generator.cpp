#include "reconciler/desired/discovery/generators.h"
#include "reconciler/desired/discovery/parameter_set.h"
#include "reconciler/desired/discovery/paths.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::size_t kTriesForOne = 16;  ///< To try a path is that much less than to fill one in.

struct Patterns {
  std::vector<std::string> in{};
  std::vector<std::string> out{};
};

Patterns patterns_of(const ValuePtr& list) {
  Patterns patterns;
  for (const Member& member : list->children) {
    const std::string path = text_at(member.value, {"path"});
    if (!path.empty())
      (is_true(child_of(member.value, "exclude")) ? patterns.out : patterns.in).push_back(path);
  }
  return patterns;
}

/// Git's own patterns, where `*` stands for slashes too and a folder for all that is in it.
bool fits_spec(const std::string& pattern, const std::string& path) {
  return fits(pattern, path) || path.starts_with(pattern + "/");
}

template <class Fits>
std::vector<std::string> chosen(const std::vector<std::string>& paths, const Patterns& patterns,
                                Fits fitting) {
  std::vector<std::string> some;
  for (const std::string& path : paths) {
    const auto fits_it = [&](const std::string& pattern) { return fitting(pattern, path); };
    if (std::ranges::any_of(patterns.in, fits_it) && std::ranges::none_of(patterns.out, fits_it))
      some.push_back(path);
  }
  return some;
}

std::vector<std::string> folders_of(const std::vector<std::string>& files) {
  std::set<std::string> folders;
  for (const std::string& file : files)
    for (std::string folder = folder_of(file); !folder.empty() && folders.insert(folder).second;)
      folder = folder_of(folder);
  return {folders.begin(), folders.end()};
}

}  // namespace

/// Whether the folders and files of `git` are this repository's; `found` is whether some fit.
bool Generators::is_here(const ValuePtr& git, bool found) {
  const ValuePtr url = child_of(git, "repoURL");
  const SourcePos at = place_of(url, git->at);
  const std::string text = url ? url->text : "";
  const Whose whose = hunt_.whose(text);
  if (whose == Whose::Ours) return true;
  if (whose == Whose::Unknown && found) {
    hunt_.take_for_ours(text, at);
    return true;
  }
  hunt_.tell(
      Code::ForeignValues,
      "\"" + name_ + "\" goes by the paths of \"" + text +
          (whose == Whose::Others ? "\", another repository" : "\", and nothing here fits them"),
      at, "Look for its environments in that repository.");
  return false;
}

Generators::Sets Generators::of_git(const ValuePtr& git) {
  const ValuePtr folders = child_of(git, "directories");
  const ValuePtr files = child_of(git, "files");
  if (folders && !folders->children.empty()) return of_folders(git, folders);
  if (files && !files->children.empty()) return of_files(git, files);
  return refuse(Code::ManifestRefused,
                "a git generator of \"" + name_ + "\" names neither directories nor files",
                place_of(git, {}));
}

Generators::Sets Generators::of_folders(const ValuePtr& git, const ValuePtr& list) {
  const Patterns patterns = patterns_of(list);
  const std::vector<std::string> all = folders_of(hunt_.files());
  if (!hunt_.count_rendered(all.size() * (patterns.in.size() + patterns.out.size()) / kTriesForOne,
                            git->at))
    return std::nullopt;
  const auto some = chosen(all, patterns, [](const std::string& pattern, const std::string& path) {
    return fits_path(pattern, path, false);
  });
  if (!is_here(git, !some.empty())) return std::nullopt;
  std::vector<ValuePtr> sets;
  for (const std::string& folder : some) {
    auto params =
        with_values(git, path_parameters(folder, "", text_at(git, {"pathParamPrefix"}), go_));
    if (!params) return std::nullopt;
    sets.push_back(*std::move(params));
  }
  return sets;
}

/// Argo CD's usual way of finding files differs from the one that can be switched on. Where both
/// find the same there is nothing to say.
Generators::Sets Generators::of_files(const ValuePtr& git, const ValuePtr& list) {
  const Patterns patterns = patterns_of(list);
  if (!hunt_.count_rendered(
          hunt_.files().size() * (patterns.in.size() + patterns.out.size()) / kTriesForOne,
          git->at))
    return std::nullopt;
  const auto some = chosen(hunt_.files(), patterns, fits_spec);
  if (!is_here(git, !some.empty())) return std::nullopt;
  const auto narrow =
      chosen(hunt_.files(), patterns, [](const std::string& pattern, const std::string& path) {
        return fits_path(pattern, path, true);
      });
  if (narrow != some)
    hunt_.tell(Code::Assumed,
               "a file pattern of \"" + name_ + "\" is taken so that * stands for slashes too",
               list->at, "With the new globbing of Argo CD it finds other files.");
  const std::string prefix = text_at(git, {"pathParamPrefix"});
  std::vector<ValuePtr> sets;
  for (const std::string& file : some) {
    const auto text = hunt_.tree().read(file, hunt_.limits().file_bytes);
    if (!text) {
      hunt_.tell(text.error(), {.file = file});
      return std::nullopt;
    }
    YamlDocuments read =
        read_documents(*text, file, {.depth = 30, .nodes = 20'000, .expanded_nodes = 20'000});
    if (has_error(read.findings)) {
      hunt_.tell(std::move(read.findings));
      return std::nullopt;
    }
    const ValuePtr path = path_parameters(folder_of(file), last_of(file), prefix, go_);
    const ValuePtr root = read.roots.empty() ? mapping_of({}) : read.roots.front();
    std::vector<ValuePtr> documents{root};
    if (root->kind == Kind::Sequence) {
      documents.clear();
      for (const Member& member : root->children) documents.push_back(member.value);
    }
    for (const ValuePtr& document : documents) {
      const auto content = parameters_of(document);
      if (!content)
        return refuse(Code::ManifestRefused, "a file of parameters holds no mapping",
                      {.file = file});
      auto params = with_values(git, combined(*content, path));
      if (!params) return std::nullopt;
      sets.push_back(*std::move(params));
    }
  }
  return sets;
}

}  // namespace pgberth::discovery
