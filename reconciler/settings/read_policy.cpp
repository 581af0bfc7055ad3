#include "reconciler/settings/read_policy.h"

namespace pgberth {

Policy read_policy(Section section) {
  Policy policy;
  const auto place = [&](std::string_view key) {
    return section.has(key) ? section.at(key) : SourcePos{};
  };
  policy.create_at = place("create");
  policy.pull_at = place("pull");
  policy.local_secret_at = place("localSecret");
  policy.mirror_at = place("mirror");
  const std::string create = section.one_of("create", {"values", "always", "never"});
  policy.create = create == "always"  ? Policy::Create::Always
                  : create == "never" ? Policy::Create::Never
                                      : Policy::Create::Values;
  if (section.one_of("pull", {"expect", "create"}) == "create") policy.pull = Policy::Pull::Create;
  if (section.one_of("localSecret", {"create", "expect"}) == "expect")
    policy.local_secret = Policy::LocalSecret::Expect;
  if (section.one_of("mirror", {"observe", "copy"}) == "copy") policy.mirror = Policy::Mirror::Copy;
  section.finish();
  return policy;
}

}  // namespace pgberth
