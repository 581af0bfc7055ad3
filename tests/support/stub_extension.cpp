#include "tests/support/stub_extension.h"

#include "tests/support/postgres_fixture.h"
#include "tests/support/process.h"
#include <fstream>
#include <stdexcept>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// A directory of the installation, as pg_config names it.
fs::path installed(const fs::path& programs, const std::string& option) {
  Finished answer = run({programs / "pg_config", option});
  while (!answer.out.empty() && answer.out.back() == '\n') answer.out.pop_back();
  if (answer.exit_code != 0 || answer.out.empty())
    throw std::runtime_error("pg_config does not tell " + option);
  return answer.out;
}

/// Links to all that is in `from`, except `left_out`.
void link_all(const fs::path& from, const fs::path& to, const std::string& left_out = "") {
  fs::create_directories(to);
  for (const auto& item : fs::directory_iterator(from))
    if (item.path().filename() != left_out)
      fs::create_symlink(item.path(), to / item.path().filename());
}

/// Below `folder` at the place that `path` has below the root: Postgres finds its files relative
/// to its programs.
fs::path below(const fs::path& folder, const fs::path& path) {
  return folder / path.relative_path();
}

}  // namespace

fs::path postgres_with_extension(const fs::path& folder, const std::string& name) {
  const auto programs = postgres_programs();
  if (!programs) return {};
  const fs::path share = installed(*programs, "--sharedir");
  const fs::path libraries = installed(*programs, "--pkglibdir");
  const fs::path own_programs = below(folder, installed(*programs, "--bindir"));
  fs::permissions(folder, fs::perms(0755));  // The server may run as another user.
  fs::create_directories(own_programs);
  for (const char* program : {"postgres", "initdb", "pg_ctl"})
    fs::copy_file(*programs / program, own_programs / program);
  link_all(libraries, below(folder, libraries));
  link_all(share, below(folder, share), "extension");
  const fs::path extensions = below(folder, share) / "extension";
  link_all(share / "extension", extensions);
  fs::remove(extensions / (name + ".control"));
  std::ofstream(extensions / (name + ".control"))
      << "default_version = '1.0'\nrelocatable = true\ntrusted = true\n";
  std::ofstream(extensions / (name + "--1.0.sql")) << "SELECT 1;\n";
  return own_programs;
}

}  // namespace pgberth
