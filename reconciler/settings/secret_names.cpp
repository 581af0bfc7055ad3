#include "reconciler/settings/secret_names.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// `path` without symlinks, as far as it exists, and from the root.
fs::path whole(const std::string& path) {
  std::error_code failed;
  const fs::path found = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? fs::path(path).lexically_normal() : found;
}

bool is_below(const std::string& file, const std::string& folder) {
  const fs::path way = whole(file).lexically_relative(whole(folder));
  return !way.empty() && *way.begin() != "..";
}

Error refused(const SecretName& name, std::string what, std::string hint) {
  return {.code = Code::BadSettings,
          .what = std::move(what),
          .where = name.at,
          .hint = std::move(hint)};
}

Result<Secret> from_file(const SecretName& name, const SecretSources& sources) {
  auto secret = sources.file(name.file);
  if (secret) return secret;
  return refused(name, secret.error().what, secret.error().hint);
}

Result<Secret> from_variable(const SecretName& name, const SecretSources& sources) {
  auto text = sources.variable(name.variable);
  while (text && (text->ends_with('\n') || text->ends_with('\r'))) text->pop_back();
  if (text && !text->empty()) return Secret{*text};
  return refused(name, "the variable \"" + name.variable + "\" is not set",
                 "Set it and run again.");
}

}  // namespace

bool lies_among(const std::string& path, const std::vector<std::string>& folders) {
  return !path.empty() && std::ranges::any_of(folders, [&](const std::string& folder) {
    return is_below(path, folder);
  });
}

SecretReader secret_named(const SecretName& name, const std::vector<std::string>& folders,
                          const SecretSources& sources, Findings& findings) {
  if (!name.file.empty() && !name.variable.empty()) {
    findings.push_back(finding_of(
        refused(name, "a secret is named by a file and by a variable", "Keep one of them.")));
    return {};
  }
  if (!name.file.empty() && lies_among(name.file, folders)) {
    findings.push_back(
        finding_of(refused(name, "\"" + name.file + "\" lies among the values",
                           "Keep secrets where whoever writes values cannot write.")));
    return {};
  }
  if (!name.file.empty() && sources.file)
    return [name, sources] { return from_file(name, sources); };
  if (!name.variable.empty() && sources.variable)
    return [name, sources] { return from_variable(name, sources); };
  return {};
}

}  // namespace pgberth
