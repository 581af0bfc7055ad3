#include "tests/support/git_repo.h"

#include "tests/support/process.h"
#include <fstream>
#include <stdexcept>

namespace pgberth {
namespace {

constexpr int kFirstSecond = 1'700'000'000;

std::string data(const std::string& bytes) {
  return "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

}  // namespace

GitRepo::GitRepo(Kind kind) : path_(home_ / "repo") {
  std::vector<std::string> init{"init", "-q", "-b", "main"};
  if (kind == Kind::Bare) init.emplace_back("--bare");
  std::filesystem::create_directory(path_);
  git(init);
}

std::string GitRepo::git(const std::vector<std::string>& arguments, const std::string& input) {
  const std::string date = std::to_string(kFirstSecond + commits_) + " +0000";
  std::vector<std::string> command{"sh", "-c", R"(exec git "$@" <"$0")", home_ / "input"};
  for (const std::string setting : {"core.hooksPath=/dev/null", "fetch.unpackLimit=100",
                                    "gc.auto=0", "core.fsync=none", "fastimport.unpackLimit=100"}) {
    command.emplace_back("-c");
    command.push_back(setting);
  }
  command.emplace_back("-C");
  command.push_back(path_);
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::ofstream(home_ / "input", std::ios::binary) << input;
  const Finished finished = run(command, {{"GIT_CONFIG_NOSYSTEM", "1"},
                                          {"GIT_CONFIG_GLOBAL", "/dev/null"},
                                          {"GIT_AUTHOR_NAME", "a person"},
                                          {"GIT_AUTHOR_EMAIL", "person@example.org"},
                                          {"GIT_AUTHOR_DATE", date},
                                          {"GIT_COMMITTER_NAME", "a person"},
                                          {"GIT_COMMITTER_EMAIL", "person@example.org"},
                                          {"GIT_COMMITTER_DATE", date}});
  if (finished.exit_code != 0)
    throw std::runtime_error("git " + arguments.front() + ": " + finished.all());
  return finished.out.substr(0, finished.out.find_last_not_of('\n') + 1);
}

std::string GitRepo::commit(const std::vector<GitFile>& files, const std::string& branch) {
  const std::string reference = "refs/heads/" + branch;
  ++commits_;
  std::string stream = "commit " + reference + "\ncommitter a person <person@example.org> " +
                       std::to_string(kFirstSecond + commits_) + " +0000\n" + data("a change");
  if (!git({"for-each-ref", reference}).empty()) stream += "from " + reference + "^0\n";
  for (const GitFile& file : files) {
    if (file.mode == kGone) {
      stream += "D " + file.path + "\n";
      continue;
    }
    const bool submodule = file.mode == "160000";
    stream +=
        "M " + file.mode + " " + (submodule ? file.content : "inline") + " " + file.path + "\n";
    if (!submodule) stream += data(file.content);
  }
  git({"fast-import", "--quiet", "--force"}, stream + "\n");
  return git({"rev-parse", reference});
}

std::string GitRepo::commit_tree(const std::string& tree, const std::string& branch) {
  ++commits_;
  const std::string id = git({"commit-tree", "-m", "a change", tree});
  git({"update-ref", "refs/heads/" + branch, id});
  return id;
}

std::string GitRepo::tree(const std::vector<Entry>& entries) {
  std::string raw;
  for (const Entry& entry : entries)
    raw += entry.mode + " " + entry.name + std::string(1, '\0') + bytes_of(entry.id);
  return git({"hash-object", "-t", "tree", "--literally", "-w", "--stdin"}, raw);
}

std::string GitRepo::blob(const std::string& content) {
  return git({"hash-object", "-w", "--stdin"}, content);
}

void GitRepo::open_to_everybody() const {
  using std::filesystem::perms;
  std::filesystem::permissions(home_.path(), perms::owner_all | perms::others_exec);
}

std::filesystem::path GitRepo::object_file(const std::string& id) const {
  const auto folder = std::filesystem::exists(path_ / ".git") ? path_ / ".git" : path_;
  return folder / "objects" / id.substr(0, 2) / id.substr(2);
}

}  // namespace pgberth
