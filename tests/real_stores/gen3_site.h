#pragma once

#include <gtest/gtest.h>

#include "tests/support/gen3_values.h"
#include "tests/support/kubernetes_fixture.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include "tests/support/shipped_rights.h"
#include "tests/support/steady.h"
#include <string>
#include <vector>

namespace pgberth {

/// A gen3 release in local mode: its Secrets are in a namespace of a real cluster.
class Gen3 : public testing::Test {
 protected:
  /// Services of a release `demo` in a namespace of this test.
  void ask_for(const std::vector<std::string>& services, const std::string& suffix,
               const std::string& more = "") {
    suffix_ = suffix;
    name_space_ = "gen3-" + suffix.substr(1);
    site_.write("values/values.yaml", gen3_values(services, suffix));
    site_.list_server("db.example.internal", postgres_);
    site_.add_environment(
        "name: demo\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\n"
        "release: demo\nnamespaces: [" +
        name_space_ + "]\n" + more);
  }
  Keys entry(const std::string& service) const {
    return site_.entry("kubernetes", name_space_ + "/" + service + "-dbcreds");
  }
  void expect_logs_in(const std::string& service) const {
    const Keys keys = entry(service);
    EXPECT_EQ(rows_as({keys.at("username"), keys.at("password"), keys.at("database")},
                      "SELECT current_user || '|' || current_database()", postgres_),
              std::vector<std::string>{service + suffix_ + "|" + service + suffix_});
  }

  KubernetesFixture& cluster_ = shared_kubernetes();
  PostgresFixture& postgres_ = shared_postgres();
  SettingsSite site_{};
  std::string suffix_{};
  std::string name_space_{};
};

}  // namespace pgberth
