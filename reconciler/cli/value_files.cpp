#include "reconciler/cli/value_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> files_in(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    const bool values = path.extension() == ".yaml" || path.extension() == ".yml";
    std::error_code ignored;
    if (values && !path.filename().string().starts_with('.') && !entry->is_directory(ignored))
      files.push_back(path.string());
  }
  if (error)
    return Error{.code = Code::FileUnreadable,
                 .what = "folder \"" + folder + "\" cannot be read: " + error.message(),
                 .hint = "Check that this user may list it."};
  if (files.empty())
    return Error{.code = Code::FileMissing,
                 .what = "folder \"" + folder + "\" has no *.yaml file",
                 .hint = "Name the folder that the values files are in."};
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::vector<std::string>> value_files(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    if (argument.find("://") != std::string::npos)
      return Error{.code = Code::BadOption,
                   .what = "a URI stands where a values file is expected",
                   .hint = "Put --server in front of HOST=URI."};
    std::error_code ignored;
    if (!fs::is_directory(argument, ignored)) {
      files.push_back(argument);
      continue;
    }
    auto found = files_in(argument);
    if (!found) return found;
    files.insert(files.end(), found->begin(), found->end());
  }
  return files;
}

}  // namespace pgberth
