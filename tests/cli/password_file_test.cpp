#include "reconciler/cli/password_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

class PasswordFile : public ::testing::Test {
 protected:
  PasswordFile() {
    std::string pattern = (fs::temp_directory_path() / "pgberth-cli-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~PasswordFile() override { fs::remove_all(folder_); }

  std::string write(const std::string& content, fs::perms perms = fs::perms::owner_read) {
    const fs::path path = folder_ / "pw";
    std::ofstream(path, std::ios::binary) << content;
    fs::permissions(path, perms);
    return path.string();
  }

  std::string folder() const { return folder_.string(); }

 private:
  fs::path folder_;
};

TEST_F(PasswordFile, GivesTheLineWithoutItsLineBreak) {
  EXPECT_EQ(read_password_file(write("pass word \n"))->reveal(), "pass word ");
}

TEST_F(PasswordFile, NeedsNoLineBreak) {
  EXPECT_EQ(read_password_file(write("password"))->reveal(), "password");
}

TEST_F(PasswordFile, RefusesAFileThatOthersMayReadOrWrite) {
  using fs::perms;
  for (const perms open :
       {perms::group_read, perms::others_read, perms::group_write, perms::others_write}) {
    const auto path = write("password\n", perms::owner_read | perms::owner_write | open);
    const auto password = read_password_file(path);
    ASSERT_FALSE(password);
    EXPECT_EQ(password.error().code, Code::PasswordFile);
    EXPECT_NE(password.error().hint.find("chmod 600"), std::string::npos);
    fs::remove(path);
  }
}

TEST(KeptClose, LetsAGroupReadWhatRootGave) {
  constexpr uid_t user = 65532;

  EXPECT_TRUE(kept_close({.owner = 0, .mode = 0440}, user));
  EXPECT_TRUE(kept_close({.owner = 0, .mode = 0640}, user));
  EXPECT_FALSE(kept_close({.owner = 0, .mode = 0444}, user));
  EXPECT_FALSE(kept_close({.owner = 0, .mode = 0460}, user));
  EXPECT_FALSE(kept_close({.owner = 0, .mode = 0440}, 0));
  EXPECT_FALSE(kept_close({.owner = user, .mode = 0440}, user));
  EXPECT_TRUE(kept_close({.owner = user, .mode = 0600}, user));
}

TEST_F(PasswordFile, RefusesWhatCannotBeAPassword) {
  for (const std::string& content :
       {std::string(), std::string("\n"), std::string("hunter2\nhunter3\n"),
        std::string("hunter2\0x", 9), std::string(5000, 'x')}) {
    const auto path = write(content, fs::perms::owner_read | fs::perms::owner_write);
    const auto password = read_password_file(path);
    ASSERT_FALSE(password);
    EXPECT_EQ(password.error().code, Code::PasswordFile);
    EXPECT_EQ(password.error().what.find("hunter"), std::string::npos);
  }
}

TEST_F(PasswordFile, SaysThatAFileIsMissingOrADirectory) {
  EXPECT_FALSE(read_password_file(folder() + "/absent"));
  EXPECT_FALSE(read_password_file(folder()));
}

}  // namespace
}  // namespace pgberth
