#include "reconciler/adapters/aws/aws_setup.h"

#include "reconciler/adapters/aws/aws_config.h"
#include "reconciler/adapters/http/url.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

struct Row {
  std::string_view region_begins;
  AwsPartition partition;
};

constexpr std::array kPartitions{
    Row{"cn-", {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"}},
    Row{"us-gov-", {"aws-us-gov", "amazonaws.com", "api.aws"}},
    Row{"us-iso-", {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov"}},
    Row{"us-isob-", {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"}},
    Row{"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"}},
    Row{"us-isof-", {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"}},
    Row{"eusc-", {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"}}};
constexpr AwsPartition kLargest{"aws", "amazonaws.com", "api.aws"};

/// A service as hosts, variables and config files call it.
struct Service {
  std::string host;      ///< "secretsmanager".
  std::string variable;  ///< "SECRETS_MANAGER".
  std::string setting;   ///< "secrets_manager".
};

Error bad(std::string what, std::string hint) {
  return {.code = Code::BadSettings, .what = std::move(what), .hint = std::move(hint)};
}

/// What an operator says in several places, of which the first one that says anything decides.
class Words {
 public:
  Words(const AwsAddress& address, const AwsVariable& variable, const AwsProfiles& profiles)
      : address_(address), variable_(variable), profiles_(profiles) {
    if (const AwsProfile* found = profiles.find(chosen_profile(address, variable)))
      profile_ = found;
  }

  std::string region() const {
    return first({address_.region, said("AWS_REGION"), said("AWS_DEFAULT_REGION"), set("region")});
  }

  bool flag(const std::optional<bool>& own, const std::string& variable,
            const std::string& setting) const {
    return own.value_or(first({said(variable), set(setting)}) == "true");
  }

  /// Where a service is asked when it is not where it usually is; "": it is there.
  std::string endpoint(const std::string& own, const Service& service) const {
    if (!own.empty()) return own;
    if (first({said("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
               set("ignore_configured_endpoint_urls")}) == "true")
      return "";
    return first({said("AWS_ENDPOINT_URL_" + service.variable), said("AWS_ENDPOINT_URL"),
                  of_service(service), set("endpoint_url")});
  }

 private:
  static std::string first(std::initializer_list<std::string> texts) {
    const auto found = std::ranges::find_if(texts, [](const auto& text) { return !text.empty(); });
    return found == texts.end() ? "" : *found;
  }
  std::string said(const std::string& name) const { return variable_(name).value_or(""); }
  std::string set(const std::string& key) const {
    return profile_ == nullptr ? "" : text_in(*profile_, key);
  }
  std::string of_service(const Service& service) const {
    const auto found = profiles_.services.find(set("services"));
    if (found == profiles_.services.end()) return "";
    return text_in(found->second, service.setting + ".endpoint_url");
  }

  const AwsAddress& address_;
  const AwsVariable& variable_;
  const AwsProfiles& profiles_;
  const AwsProfile* profile_ = nullptr;
};

bool is_region(const std::string& text) {
  constexpr std::size_t longest = 40;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// Of Secrets Manager the ordinary hosts are reached by IPv6 where these are.
bool has_one_name(const AwsPartition& partition) {
  return partition.name == "aws" || partition.name == "aws-cn" || partition.name == "aws-us-gov";
}

std::string usual_url(const Service& service, const std::string& region, bool fips, bool dual) {
  const AwsPartition& partition = partition_of(region);
  const bool gov_sts = service.host == "sts" && partition.name == "aws-us-gov" && !dual;
  const bool other_name = dual && !(service.host == "secretsmanager" && has_one_name(partition) &&
                                    (!fips || partition.name != "aws-cn"));
  return "https://" + service.host + (fips && !gov_sts ? "-fips." : ".") + region + "." +
         std::string(other_name ? partition.dual_stack : partition.suffix);
}

Result<AwsEndpoint> endpoint_of(const Words& words, const std::string& own, const Service& service,
                                const AwsAddress& address) {
  AwsEndpoint endpoint{
      .url = words.endpoint(own, service), .region = words.region(), .service = service.host};
  while (endpoint.url.ends_with('/')) endpoint.url.pop_back();
  if (endpoint.url.empty()) {
    endpoint.url = usual_url(
        service, endpoint.region,
        words.flag(address.fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        words.flag(address.dual_stack, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"));
  } else if (origin_of(endpoint.url) != endpoint.url ||
             !(endpoint.url.starts_with("https://") || endpoint.url.starts_with("http://"))) {
    return bad("\"" + origin_of(endpoint.url) + "\" is no endpoint of AWS",
               "Write it as \"https://HOST\" or \"https://HOST:PORT\".");
  }
  return endpoint;
}

/// Also VPC endpoints have such names.
bool is_of_aws(const std::string& url, const AwsPartition& partition) {
  return url.starts_with("https://") && (url.ends_with("." + std::string(partition.suffix)) ||
                                         url.ends_with("." + std::string(partition.dual_stack)));
}

}  // namespace

const AwsPartition& partition_of(const std::string& region) {
  const auto* const row = std::ranges::find_if(
      kPartitions, [&](const Row& each) { return region.starts_with(each.region_begins); });
  return row == kPartitions.end() ? kLargest : row->partition;
}

Result<AwsSetup> aws_setup(const AwsAddress& address, const AwsVariable& variable) {
  const auto profiles = read_aws_profiles(address, variable);
  if (!profiles) return profiles.error();
  const Words words(address, variable, *profiles);
  const std::string region = words.region();
  if (region.empty())
    return bad("no region of AWS is known",
               "Name it in the settings of the store, as AWS_REGION, or in the profile.");
  if (!is_region(region)) return bad("the region of AWS is none", "Write it as \"us-east-1\".");
  auto secrets = endpoint_of(words, address.endpoint,
                             {"secretsmanager", "SECRETS_MANAGER", "secrets_manager"}, address);
  if (!secrets) return std::move(secrets).error();
  auto sts = endpoint_of(words, address.sts_endpoint, {"sts", "STS", "sts"}, address);
  if (!sts) return std::move(sts).error();
  const bool of_aws = is_of_aws(secrets->url, partition_of(region));
  return AwsSetup{.secrets = *std::move(secrets), .sts = *std::move(sts), .of_aws = of_aws};
}

}  // namespace pgberth
