namespace KBoss.Domain.Common;

/// <summary>What of a number a person may show who may not see it whole: its first three and its last four characters.</summary>
public static class Masked
{
    /// <summary>A phone, as in <c>138****0001</c>; one of less than eight characters is hidden whole.</summary>
    public static string Phone(string phone) => Middle(phone, 8);

    /// <summary>The number of an ID card or the code of a company; one of less than eleven characters is hidden whole.</summary>
    public static string Number(string number) => Middle(number, 11);

    private static string Middle(string text, int shortest) =>
        text.Length >= shortest ? $"{text[..3]}{new string('*', text.Length - 7)}{text[^4..]}" : new string('*', text.Length);
}
