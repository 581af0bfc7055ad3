// The admin's login in an entry of Secrets Manager, by the real program with a real Postgres.

#include "reconciler/adapters/base64.h"

#include <nlohmann/json.hpp>

#include "tests/aws/gen3_site.h"
#include "tests/support/steady.h"

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// The admin's login in an entry of AWS.
class Gen3Master : public Gen3WithAws {
 protected:
  /// An environment whose values name `entry` as the master secret.
  Gen3InAws& with_master(const std::string& name, const std::string& entry) {
    demo_ = std::make_unique<Gen3InAws>(region(), region().gate().url(), name);
    demo_->ask_for({"alpha"}, Gen3InAws::kPush);
    edit_values("    master:", "    externalSecret: " + entry + "\n    master:");
    demo_->site.list_server_without_password("db.example.internal", shared_postgres());
    return *demo_;
  }
  void edit_values(const std::string& before, const std::string& after) {
    std::string values = bytes_of(demo_->site.folder() / "values/values.yaml");
    values.replace(values.find(before), before.size(), after);
    demo_->site.write("values/values.yaml", values);
  }
  static Json login() {
    return {{"username", "postgres"},
            {"password", std::string(shared_postgres().password().reveal())},
            {"host", "db.example.internal"},
            {"port", "5432"}};
  }

  std::unique_ptr<Gen3InAws> demo_{};
};

TEST_F(Gen3Master, TellsTheAdminLoginAsTextOrBytes) {
  for (const bool binary : {false, true}) {
    SCOPED_TRACE(binary ? "SecretBinary" : "SecretString");
    const std::string name = binary ? "adminbytes" : "admintext";
    const Gen3InAws& demo = with_master(name, "demo-" + name + "-master");
    if (binary)
      root().put_binary("demo-" + name + "-master", to_base64(login().dump()));
    else
      root().put("demo-" + name + "-master", login().dump());

    const Finished applied = demo.site.pgberth("apply");

    EXPECT_EQ(applied.exit_code, 0) << applied.all();
    demo.expect_logs_in("alpha");
    EXPECT_EQ(count(applied.all(), login()["password"]), 0);
  }
}

/// The master user's login as RDS keeps it: no address, a password of odd characters, marks of its
/// service; the user is no superuser.
class Gen3Rds : public Gen3Master {
 protected:
  static constexpr const char* kPassword = "k:8!x(J]<Tz#~9$|*?{)}canary&;%`+";

  Gen3InAws& with_rds(const std::string& name) {
    user_ = "rds_" + name;
    entry_ = "rds!cluster-1b2c3d4e-" + name;
    Gen3InAws& demo = with_master(name, entry_);
    demo.site.use_environments("name: demo-" + name +
                               "\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\nrelease: "
                               "demo\nnamespaces: [demo]\n"
                               "bounds: {entries: [\"demo-*\", \"rds!cluster-*\"]}");
    region().allow_also("rds!cluster-");
    shared_postgres().run(
        "postgres",
        "CREATE ROLE " + user_ + " LOGIN CREATEDB CREATEROLE PASSWORD '" + kPassword + "'");
    root().put(entry_, text(),
               {{"Description", "The secret associated with the primary RDS DB cluster"},
                {"Tags",
                 {{{"Key", "aws:secretsmanager:owningService"}, {"Value", "rds"}},
                  {{"Key", "aws:rds:primaryDBClusterArn"}, {"Value", "arn:aws:rds:cluster:x"}}}}});
    before_ = root().describe(entry_);
    return demo;
  }
  std::string text() const {
    return R"({"username":")" + user_ + R"(","password":")" + kPassword + R"("})";
  }
  /// One version with the same bytes, and all that is told of the entry but when it was looked at.
  void expect_untouched() {
    Json now = root().describe(entry_);
    Json then = before_;
    for (Json* each : {&now, &then}) each->erase("LastAccessedDate");
    EXPECT_EQ(now, then);
    EXPECT_EQ(root().versions(entry_).size(), 1u);
    EXPECT_EQ(root().text(entry_), text());
  }

  std::string user_{};
  std::string entry_{};
  Json before_{};
};

TEST_F(Gen3Rds, AnEntryOfRdsOpensTheServerThatSettingsNameItFor) {
  Gen3InAws& demo = with_rds("kept");
  demo.site.list_server_by_entry("db.example.internal", shared_postgres(), entry_);

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(demo.entry("alpha").at("host"), "db.example.internal");
  EXPECT_EQ(demo.versions("alpha"), 1u);
  demo.expect_logs_in("alpha");
  EXPECT_EQ(shared_postgres().ask("postgres",
                                  "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE "
                                  "datname = 'alpha_kept'"),
            std::vector<std::string>{user_});
  expect_untouched();
  expect_steady(demo.site, shared_postgres());
  for (const char* command : {"apply", "diff", "show observed", "show resolved"})
    EXPECT_EQ(count(demo.site.pgberth(command).all(), "canary"), 0) << command;
  EXPECT_EQ(count(applied.all(), "canary"), 0) << applied.all();
}

TEST_F(Gen3Rds, ServicesAreToldTheHostOfTheSettingsWhereValuesNameNone) {
  Gen3InAws& demo = with_rds("hostless");
  edit_values("      host: db.example.internal\n", "");
  demo.site.list_server_by_entry("db.example.internal", shared_postgres(), entry_);

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 0) << applied.all();
  EXPECT_EQ(demo.entry("alpha").at("host"), "db.example.internal");
  demo.expect_logs_in("alpha");
  expect_untouched();
}

TEST_F(Gen3Rds, AnEntryOfRdsTellsNoHostAndSoWhatToWriteInSettingsIsSaid) {
  const Gen3InAws& demo = with_rds("told");

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 2);
  EXPECT_EQ(count(applied.all(), "needs key \"host\" of aws " + entry_), 1) << applied.all();
  EXPECT_GE(count(applied.all(), "adminEntry: " + entry_), 1) << applied.all();
  EXPECT_FALSE(root().exists(demo.entry_name("alpha")));
  EXPECT_EQ(count(applied.all(), "canary"), 0) << applied.all();
  expect_untouched();
}

}  // namespace
}  // namespace pgberth
