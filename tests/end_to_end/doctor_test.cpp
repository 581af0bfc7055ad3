#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/server_log.h"
#include "tests/support/settings_site.h"
#include "tests/support/site.h"
#include <filesystem>
#include <fstream>

namespace pgberth {
namespace {

using Json = nlohmann::json;

bool has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

/// `pgberth doctor` as another admin, who has the password of the site's.
Finished doctor_as(const Site& site, const std::string& admin,
                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> line = site.command_line("doctor", more);
  const std::string usual = "postgresql://postgres@";
  for (std::string& word : line)
    if (const auto at = word.find(usual); at != std::string::npos)
      word.replace(at, usual.size(), "postgresql://" + admin + "@");
  return run(line);
}

TEST(Doctor, FindsNothingMissingAndWritesNothing) {
  Site site("doctor");
  site.write_values({"alpha"});
  const std::string before = site.postgres().log();

  const Finished text = site.pgberth("doctor");
  const Finished json = site.pgberth("doctor", {"--output", "json"});

  EXPECT_EQ(text.exit_code, 0) << text.all();
  EXPECT_TRUE(has(text.out, "1 server and 1 store: 0 missing, 0 optional, 0 unknown")) << text.out;
  EXPECT_EQ(json.exit_code, 0) << json.all();
  EXPECT_TRUE(Json::parse(json.out).at("lookedAtAll").get<bool>());
  EXPECT_FALSE(std::filesystem::exists(site.store()));
  EXPECT_EQ(changes_in(new_lines(site.postgres(), before)), std::vector<std::string>{});
  EXPECT_FALSE(has(text.all() + json.all(), std::string(site.postgres().password().reveal())));
}

TEST(Doctor, NamesWhatIsMissingAndIsCuredByIt) {
  Site site("cured");
  site.write_values({"alpha"});
  site.postgres().run("postgres", "CREATE ROLE doctor_admin LOGIN CREATEROLE PASSWORD '" +
                                      std::string(site.postgres().password().reveal()) + "'");

  const Finished before = doctor_as(site, "doctor_admin");
  const Json told = Json::parse(doctor_as(site, "doctor_admin", {"--output", "json"}).out);
  std::string cure;
  for (const Json& check : told.at("servers").at(0).at("checks"))
    if (check.at("verdict") == "missing") cure += check.at("cure").get<std::string>();
  site.postgres().run("postgres", cure);
  const Finished after = doctor_as(site, "doctor_admin");

  EXPECT_EQ(before.exit_code, 1) << before.all();
  EXPECT_EQ(cure, "ALTER ROLE \"doctor_admin\" CREATEDB;");
  EXPECT_TRUE(has(before.out, "\n      " + cure + "\n")) << before.out;
  EXPECT_EQ(after.exit_code, 0) << after.all();
}

TEST(Doctor, TellsWhatItCannotLookAt) {
  Site site("away");
  site.write_values({"alpha"});

  const Finished nobody = doctor_as(site, "nobody_at_all");

  EXPECT_EQ(nobody.exit_code, 2) << nobody.all();
  EXPECT_TRUE(has(nobody.out, "missing  reachability")) << nobody.out;
}

TEST(Doctor, TellsOfSettingsThatCannotBeUsedInItsOwnForm) {
  const Site site("unusable");
  const std::string file = site.folder() / "pgberth.yaml";
  std::ofstream(file) << "servers: [{hots: db.example.internal}]\n";

  const Finished told =
      run({site.command_line("doctor").front(), "doctor", "--settings", file, "--output", "json"});
  const Json json = Json::parse(told.out);

  EXPECT_EQ(told.exit_code, 2) << told.all();
  EXPECT_EQ(json.at("schema"), "pgberth/doctor/v1");
  EXPECT_FALSE(json.at("lookedAtAll").get<bool>());
  EXPECT_FALSE(json.at("findings").empty());
}

TEST(Doctor, AsksAServerThatWantsThePasswordInClearOnlyWhereTheSettingsSaySo) {
  const PostgresFixture postgres({.host_rules = {"host all postgres 127.0.0.1/32 password"}});
  SettingsSite site;
  site.list_server("db.example.internal", postgres);
  site.write("values/values.yaml", "{}\n");
  site.add_environment(
      "name: trial\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\n"
      "release: trial\nnamespaces: [ns]");

  const Finished refused = site.pgberth("doctor");
  site.allow_weak_authentication("db.example.internal");
  const Finished asked = site.pgberth("doctor");

  EXPECT_TRUE(has(refused.out, "the server asks for the password in clear or as MD5"))
      << refused.all();
  EXPECT_TRUE(has(refused.out, "allowWeakAuthentication: true")) << refused.all();
  EXPECT_TRUE(has(asked.out, "as \"postgres\" on Postgres")) << asked.all();
}

}  // namespace
}  // namespace pgberth
